import { createVolume, type Volume } from '@unetr/volume';
import { rescalePixels } from './pixels/rescalePixels.ts';
import { type ArrangedSeries, arrangeSlices } from './series/arrangeSlices.ts';
import { chooseSeries } from './series/groupSeries.ts';
import { readPixels } from './series/readPixels.ts';
import { type DicomProgress, scanSource } from './series/scanSource.ts';
import { seriesIdentity } from './series/seriesIdentity.ts';
import { type DicomSource, openSource } from './source/openSource.ts';

/** How a series is read. */
export interface ReadDicomOptions {
	/** SeriesInstanceUID of the series to read, where the source holds several. */
	readonly series?: string;
	/** Stops reading with the signal's own reason. */
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: DicomProgress) => void;
	/** How messages name bytes that have no name of their own. */
	readonly name?: string;
}

/**
 * Reads a DICOM series as a volume: slices in order of their position along the normal, each with its own rescale,
 * frames that share their places (time points, echoes, b-values) as channels.
 *
 * The affine maps voxel (column, row, slice) to RAS+ mm and keeps a gantry tilt as shear; `header.dicom` refers to the
 * images. Other files in the source are skipped.
 * @param source folder, file or zip by path or `file:` URL; Blob or bytes of a file or zip; a list of files or bytes
 * @throws DicomError where there is no series or more than one, a slice is missing, doubled, damaged or turned, or the
 * images are of a kind that is not read
 */
export async function readDicom(source: DicomSource, options: ReadDicomOptions = {}): Promise<Volume> {
	options.signal?.throwIfAborted();
	const scanned = await scanSource(await openSource(source, options.name), options);
	const images = chooseSeries(scanned, options.series);
	const arranged = arrangeSlices(images, scanned.name);
	const layout = arranged.frames[0]!.image.layout!;
	const shape = [layout.columns, layout.rows, arranged.sliceCount] as const;
	const stored = await readPixels(arranged, options);
	const voxels = rescalePixels(stored, shape[0] * shape[1], arranged.frames);
	return createVolume({
		voxels,
		shape,
		channels: arranged.channelCount,
		affine: arranged.affine,
		header: {
			format: 'dicom',
			datatype: layout.type,
			description: images[0]!.seriesDescription,
			affineSource: 'dicom',
			spaceCode: 1,
			...commonScaling(arranged),
			dicom: seriesIdentity(arranged),
		},
	});
}

function commonScaling({ frames }: ArrangedSeries): {
	readonly scaling?: { slope: number; intercept: number };
} {
	const { slope, intercept } = frames[0]!;
	const isCommon = frames.every((frame) => frame.slope === slope && frame.intercept === intercept);
	return isCommon && (slope !== 1 || intercept !== 0) ? { scaling: { slope, intercept } } : {};
}
