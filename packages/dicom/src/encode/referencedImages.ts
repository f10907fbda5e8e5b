import type { DicomIdentity, DicomSlice } from '@unetr/volume';
import type { DatasetContent } from './encodeDataset.ts';

/** Reference to the image, or the frame of one, that a slice came from. */
export function imageReference(
	series: DicomIdentity,
	{ sopInstanceUid, frameNumber }: DicomSlice,
): DatasetContent {
	return {
		ReferencedSOPClassUID: series.sopClassUid,
		ReferencedSOPInstanceUID: sopInstanceUid,
		ReferencedFrameNumber: frameNumber,
	};
}

/** References to every image of a series, each once. */
export function imageReferences(series: DicomIdentity): DatasetContent[] {
	const uids = new Set(series.slices.map(({ sopInstanceUid }) => sopInstanceUid));
	return [...uids].map((sopInstanceUid) => imageReference(series, { sopInstanceUid }));
}
