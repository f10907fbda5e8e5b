import { readVolume, type Volume } from '@unetr/volume';
import { ViewerError } from '../viewerError.ts';

/** A scan that was opened. */
export interface OpenedScan {
	/** Without its endings; names the mask that is saved. */
	readonly name: string;
	readonly volume: Volume;
}

/** Bytes that tell a DICOM file. */
const DICOM_HEAD_BYTES = 132;
const ENDINGS = /(\.nii|\.nrrd|\.nhdr|\.mha|\.mhd|\.dcm|\.zip|\.hdr|\.img)?(\.gz)?$/i;

/**
 * Opens what was dropped: a NIfTI, NRRD or MetaImage file, a header with its data file, DICOM files, or a zip of these.
 *
 * @throws ViewerError where nothing was given
 * @throws VolumeError, DicomError where the files cannot be read
 */
export async function openScan(files: readonly File[], signal?: AbortSignal): Promise<OpenedScan> {
	const [first] = files;
	if (!first) throw new ViewerError('There is no file in what was chosen; choose a NIfTI file.');
	const options = signal === undefined ? {} : { signal };
	if (await holdsDicom(files)) {
		const { readDicom } = await import('@unetr/dicom');
		return { name: nameOf(files), volume: await readDicom([...files], options) };
	}
	return { name: nameOf(files), volume: await readVolume(files.length === 1 ? first : [...files], options) };
}

/** Whether any of the files is DICOM; a single zip is taken for a series. */
async function holdsDicom(files: readonly File[]): Promise<boolean> {
	for (const file of files) {
		const head = new TextDecoder('latin1').decode(await file.slice(0, DICOM_HEAD_BYTES).arrayBuffer());
		if (head.slice(128) === 'DICM' || (files.length === 1 && head.startsWith('PK\u0003\u0004'))) return true;
	}
	return false;
}

/** The file's name without its endings, or of many files that of their folder. */
function nameOf(files: readonly File[]): string {
	const [first] = files as readonly [File];
	const folder = files.length > 1 ? first.webkitRelativePath.split('/').at(-2) : undefined;
	return (folder || first.name).replace(ENDINGS, '') || 'scan';
}
