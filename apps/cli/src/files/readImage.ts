import { open, readFile } from 'node:fs/promises';
import { isDicom, type MappedSegment, parseDicom, readDicom, readSegmentation } from '@unetr/dicom';
import { isVolumeName, joinChannels, type ReadVolumeOptions, readVolume, type Volume } from '@unetr/volume';
import { isFolder } from './volumeFiles.ts';

/** How an image is read. */
export interface ReadImageOptions extends Pick<ReadVolumeOptions, 'signal'> {
	/** SeriesInstanceUID, where DICOM holds several series. */
	readonly series?: string | undefined;
}

/** An image, and what it says of its labels. */
export interface ReadImage {
	readonly volume: Volume;
	/** Of a DICOM segmentation. */
	readonly segments?: readonly MappedSegment[];
}

/**
 * Reads an image of any kind: a volume file, a DICOM file, or the DICOM series in a folder or a zip. A DICOM
 * segmentation becomes a map of labels, with as many channels as it takes where segments overlap.
 */
export async function readImage(path: string, options: ReadImageOptions = {}): Promise<ReadImage> {
	const { signal, series } = options;
	const common = signal === undefined ? {} : { signal };
	if (!(await isDicomPath(path))) return { volume: await readVolume(path, common) };
	if (!(await isSegmentation(path))) {
		return { volume: await readDicom(path, { ...common, ...(series === undefined ? {} : { series }) }) };
	}
	const { maps, segments } = await readSegmentation(path);
	return { volume: joinChannels(maps), segments };
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
	const head = await readHead(path);
	// Files without the mark are told by their first element, which may be there by chance.
	return isZip(head) || isMarked(head) || (!isVolumeName(path) && isDicom(head));
}

async function isSegmentation(path: string): Promise<boolean> {
	if ((await isFolder(path)) || isZip(await readHead(path))) return false;
	return parseDicom(await readFile(path), path).dataset.text('Modality') === 'SEG';
}

async function readHead(path: string): Promise<Uint8Array> {
	const file = await open(path);
	try {
		const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}

function isZip(head: Uint8Array): boolean {
	return String.fromCharCode(...head.subarray(0, 4)) === 'PK\x03\x04';
}

function isMarked(head: Uint8Array): boolean {
	return String.fromCharCode(...head.subarray(128, 132)) === 'DICM';
}
