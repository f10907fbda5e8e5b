import { open } from 'node:fs/promises';
import { isDicom, readDicom } from '@unetr/dicom';
import { isVolumeName, type ReadVolumeOptions, readVolume, type Volume } from '@unetr/volume';
import { isFolder } from './volumeFiles.ts';

/** How an image is read. */
export interface ReadImageOptions extends Pick<ReadVolumeOptions, 'signal'> {
	/** SeriesInstanceUID, where DICOM holds several series. */
	readonly series?: string | undefined;
}

/** Reads an image of any kind: a volume file, a DICOM file, or the DICOM series in a folder or a zip. */
export async function readImage(path: string, { signal, series }: ReadImageOptions = {}): Promise<Volume> {
	const common = signal === undefined ? {} : { signal };
	if (!(await isDicomPath(path))) return readVolume(path, common);
	return readDicom(path, { ...common, ...(series === undefined ? {} : { series }) });
}

/** Bytes that tell DICOM and zips from other files. */
const HEAD_BYTES = 132;

/**
 * Whether a path is to be read as DICOM: a folder, a zip, or a file that begins like DICOM.
 *
 * @throws Refusal where nothing is there.
 */
export async function isDicomPath(path: string): Promise<boolean> {
	if (await isFolder(path)) return true;
	const file = await open(path);
	try {
		const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
		const head = buffer.subarray(0, bytesRead);
		const isZip = String.fromCharCode(...head.subarray(0, 4)) === 'PK\x03\x04';
		const isMarked = String.fromCharCode(...head.subarray(128, 132)) === 'DICM';
		// Files without the mark are told by their first element, which may be there by chance.
		return isZip || isMarked || (!isVolumeName(path) && isDicom(head));
	} finally {
		await file.close();
	}
}
