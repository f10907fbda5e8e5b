import { type EncodeOptions, encodeNifti } from './nifti/encodeNifti.ts';
import { encodeNiftiGz } from './nifti/encodeNiftiGz.ts';
import { isNode, writeWholeFile } from './source/nodeFiles.ts';
import type { Volume } from './volume.ts';
import { VolumeError } from './volumeError.ts';

/** How a volume is written. */
export interface WriteVolumeOptions extends EncodeOptions {
	/** Stops before the file is put in place. */
	readonly signal?: AbortSignal;
}

/**
 * Writes a volume as NIfTI-1 in its own voxel type: .nii.gz compressed, .nii not. The whole file, or nothing.
 * @param path where to; its folder exists, a file of this name is replaced
 * @throws VolumeError where the name has another ending, the folder is missing, the disk is full, or as `encodeNifti`
 */
export async function writeVolume(
	path: string,
	volume: Volume,
	options: WriteVolumeOptions = {},
): Promise<void> {
	if (!isNode()) throw new VolumeError(`${path}: files are written in Node; use encodeNifti elsewhere`);
	if (!/\.nii(\.gz)?$/i.test(path)) {
		throw new VolumeError(`${path}: the name of a volume to write must end in .nii or .nii.gz`);
	}
	options.signal?.throwIfAborted();
	const bytes = /\.gz$/i.test(path) ? await encodeNiftiGz(volume, options) : encodeNifti(volume, options);
	options.signal?.throwIfAborted();
	await writeWholeFile(path, [bytes]);
}
