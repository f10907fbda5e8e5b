import type { DicomIdentity } from '@unetr/volume';
import type { ArrangedSeries } from './arrangeSlices.ts';

/** What a series says of itself, with the image of each slice; the patient does not leave memory by JSON or cloning. */
export function seriesIdentity(arranged: ArrangedSeries): DicomIdentity {
	const { frames, warnings, channelKey, affine, sliceCount } = arranged;
	const { image } = frames[0]!;
	const layout = image.layout!;
	const { patient } = image;
	const identity: DicomIdentity = {
		modality: image.modality,
		sopClassUid: image.sopClassUid,
		study: image.study,
		seriesInstanceUid: image.seriesInstanceUid,
		...(image.seriesNumber === undefined ? {} : { seriesNumber: image.seriesNumber }),
		seriesDescription: image.seriesDescription,
		frameOfReferenceUid: image.frameOfReferenceUid,
		photometricInterpretation: layout.photometricInterpretation,
		grid: { shape: [layout.columns, layout.rows, sliceCount], affine },
		slices: frames.map(({ image: { sopInstanceUid, layout }, index }) =>
			layout!.frames === 1 ? { sopInstanceUid } : { sopInstanceUid, frameNumber: index + 1 },
		),
		...(channelKey === undefined ? {} : { channelKey }),
		warnings,
		patient,
	};
	return Object.defineProperty(identity, 'patient', { enumerable: false });
}
