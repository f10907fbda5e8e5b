import { niftiVersion } from './nifti/niftiFields.ts';

/** The formats of volume files. */
export type VolumeFormat = 'nifti' | 'nrrd' | 'metaimage';

/** How messages call the formats. */
export const FORMAT_NAMES: Readonly<Record<VolumeFormat, string>> = {
	nifti: 'NIfTI',
	nrrd: 'NRRD',
	metaimage: 'MetaImage',
};

/** Bytes of a file's beginning that tell its format. */
export const SNIFF_BYTES = 348;

/** Keys with which the header of a MetaImage may begin. */
const META_START =
	/^\s*(ObjectType|NDims|Comment|ObjectSubType|TransformType|Name|ID|BinaryData|DimSize|ElementType)\s*[=:]/;

/** What the beginning of a file is, and how surely: 2 by a mark of the format, 1 by something that may be chance. */
export interface Sniffed {
	readonly format: VolumeFormat;
	readonly certainty: 1 | 2;
}

/**
 * Tells a format by content.
 * @param start the first bytes, inflated
 */
export function sniffFormat(start: Uint8Array): Sniffed | undefined {
	const version = niftiVersion(start)?.version;
	if (version !== undefined) {
		const magic = String.fromCharCode(...start.subarray(...(version === 1 ? [344, 347] : [4, 7])));
		const marked = magic === `ni${version}` || magic === `n+${version}`;
		return { format: 'nifti', certainty: marked ? 2 : 1 };
	}
	const text = String.fromCharCode(...start.subarray(0, 64));
	if (text.startsWith('NRRD')) return { format: 'nrrd', certainty: 2 };
	return META_START.test(text) ? { format: 'metaimage', certainty: 2 } : undefined;
}

/** Tells a format by a file's name. */
export function formatOfName(name: string): VolumeFormat | undefined {
	if (/\.(nii|hdr|img)(\.gz)?$/i.test(name)) return 'nifti';
	if (/\.(nrrd|nhdr)(\.gz)?$/i.test(name)) return 'nrrd';
	return /\.(mha|mhd)(\.gz)?$/i.test(name) ? 'metaimage' : undefined;
}

/** Whether bytes begin like a DICOM file: 'DICM' after a preamble of 128 bytes. */
export function isDicom(start: Uint8Array): boolean {
	return String.fromCharCode(...start.subarray(128, 132)) === 'DICM';
}
