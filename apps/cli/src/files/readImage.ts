import { open, readFile, stat } from 'node:fs/promises';
import { isDicom, parseDicom, readDicom, readSegmentation } from '@unetr/dicom';
import { isVolumeName, joinChannels, type ReadVolumeOptions, readVolume, type Volume } from '@unetr/volume';
import { Refusal } from '../refusal.ts';
import { isFolder } from './volumeFiles.ts';
import { withLabels } from './withLabels.ts';

/** How an image is read. */
export interface ReadImageOptions extends Pick<ReadVolumeOptions, 'signal'> {
	/** SeriesInstanceUID, where DICOM holds several series. */
	readonly series?: string | undefined;
}

/**
 * Reads an image of any kind: a volume file, a DICOM file, or the DICOM series in a folder or a zip. A DICOM
 * segmentation becomes a map of labels with their names, of as many channels as it takes where segments overlap.
 */
export async function readImage(path: string, options: ReadImageOptions = {}): Promise<Volume> {
	const { signal, series } = options;
	const common = signal === undefined ? {} : { signal };
	if (!(await isDicomPath(path))) return readVolume(path, common);
	if (!(await isSegmentation(path))) {
		return readDicom(path, { ...common, ...(series === undefined ? {} : { series }) });
	}
	const { maps, segments } = await readSegmentation(path, common);
	return withLabels(joinChannels(maps), segments);
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
	// Opening a pipe would wait for somebody to write into it.
	if (!(await stat(path)).isFile()) throw new Refusal(`${path} is neither a file nor a folder.`);
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
