import { writeSegmentation } from '@unetr/dicom';
import { createVolume, isVolumeName, type Volume, writeVolume } from '@unetr/volume';
import { VOLUME_ENDINGS } from './volumeFiles.ts';
import { labelsOf } from './withLabels.ts';
import { writeWholeFile } from './writeWholeFile.ts';

/** How an image is written. */
export interface WriteImageOptions {
	readonly signal?: AbortSignal;
	/** Of a DICOM segmentation: the series that was segmented, as `readDicom` gives it. */
	readonly reference?: Volume | undefined;
	/** Of a DICOM segmentation: a mask a label by default. */
	readonly segmentationType?: 'BINARY' | 'LABELMAP';
}

/** The endings of images that can be written, as messages name them. */
export const IMAGE_ENDINGS: string = `${VOLUME_ENDINGS}; .dcm for labels as a DICOM segmentation`;

/** Whether an image can be written under a name. */
export function isImageName(path: string): boolean {
	return isVolumeName(path) || isSegmentationName(path);
}

/** Whether a name is that of a DICOM segmentation. */
export function isSegmentationName(path: string): boolean {
	return /\.dcm$/i.test(path);
}

/** Writes an image in the format that its name's ending says: the whole file, or nothing. */
export async function writeImage(
	path: string,
	volume: Volume,
	options: WriteImageOptions = {},
): Promise<void> {
	const { signal, reference, segmentationType: type } = options;
	if (!isSegmentationName(path)) return writeVolume(path, volume, signal === undefined ? {} : { signal });
	const segments = labelsOf(volume);
	const bytes = writeSegmentation(labelMaps(volume), { reference, segments, type, algorithmName: 'unetr' });
	signal?.throwIfAborted();
	await writeWholeFile(path, bytes);
}

/** The maps of labels that a volume holds, a channel each: segments that overlap take several. */
function labelMaps(volume: Volume): Volume[] {
	const { voxels, channels } = volume;
	const count = voxels.length / channels;
	return Array.from({ length: channels }, (_, n) =>
		createVolume({ ...volume, voxels: voxels.subarray(n * count, (n + 1) * count), channels: 1 }),
	);
}
