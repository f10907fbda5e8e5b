import { concatenate } from '../source/concatenate.ts';
import { deflate } from '../source/deflate.ts';
import type { Volume } from '../volume.ts';
import { type EncodeOptions, niftiParts } from './encodeNifti.ts';

/**
 * A volume as the bytes of a compressed NIfTI file (.nii.gz): node:zlib in Node, `CompressionStream` elsewhere.
 * @throws VolumeError as `encodeNifti` does
 */
export async function encodeNiftiGz(
	volume: Volume,
	options: EncodeOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
	return concatenate(await deflate(niftiParts(volume, options), 'gzip'));
}
