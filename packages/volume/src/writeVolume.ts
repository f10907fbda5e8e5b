import { type EncodeMetaImageOptions, metaImageParts } from './metaimage/encodeMetaImage.ts';
import { type EncodeOptions, niftiParts } from './nifti/encodeNifti.ts';
import { type EncodeNrrdOptions, nrrdHeaderBytes, nrrdVoxelBytes } from './nrrd/encodeNrrd.ts';
import { deflate } from './source/deflate.ts';
import { isNode, pathTools, writeWholeFile } from './source/nodeFiles.ts';
import type { Volume } from './volume.ts';
import { VolumeError } from './volumeError.ts';

/** How a volume is written. */
export interface WriteVolumeOptions extends EncodeOptions, EncodeNrrdOptions, EncodeMetaImageOptions {
	/** Stops before the file is put in place. */
	readonly signal?: AbortSignal;
}

type Parts = readonly Uint8Array<ArrayBuffer>[];

/** The files of a volume by their names, in the order in which they are put in place: a header comes last. */
type EncodedFiles = readonly (readonly [path: string, parts: Parts])[];

/**
 * Writes a volume in its own voxel type, in the format of the name: NIfTI as .nii, .nii.gz, .hdr or .hdr.gz (with the
 * .img beside it), NRRD as .nrrd or .nhdr, MetaImage as .mha or .mhd (with their data beside them). Each file is put in
 * place as a whole or not at all.
 * @param path where to; its folder exists, a file of this name is replaced
 * @throws VolumeError where the name has another ending, the folder is missing, the disk is full, or the volume cannot
 * be held by the format
 */
export async function writeVolume(
	path: string,
	volume: Volume,
	options: WriteVolumeOptions = {},
): Promise<void> {
	if (!isNode()) {
		throw new VolumeError(
			`${path}: files are written in Node; use encodeNifti, encodeNrrd or encodeMetaImage elsewhere`,
		);
	}
	options.signal?.throwIfAborted();
	const files = await encodeFiles(path, volume, options);
	options.signal?.throwIfAborted();
	for (const [name, parts] of files) await writeWholeFile(name, parts);
}

async function encodeFiles(path: string, volume: Volume, options: WriteVolumeOptions): Promise<EncodedFiles> {
	const { basename } = await pathTools();
	const ending = /\.(nii|nii\.gz|hdr|hdr\.gz|nrrd|nhdr|mha|mhd)$/i.exec(path)?.[1].toLowerCase();
	const stem = path.slice(0, path.length - (ending?.length ?? 0) - 1);
	const { compress = true } = options;
	switch (ending) {
		case 'nii':
			return [[path, niftiParts(volume, options)]];
		case 'nii.gz':
			return [[path, await deflate(niftiParts(volume, options), 'gzip')]];
		case 'hdr':
		case 'hdr.gz': {
			const [header, voxels] = niftiParts(volume, options, true);
			const packed = async (part: Uint8Array<ArrayBuffer>): Promise<Parts> =>
				ending === 'hdr' ? [part] : deflate([part], 'gzip');
			return [
				[`${stem}.img${ending.slice(3)}`, await packed(voxels)],
				[path, await packed(header)],
			];
		}
		case 'nrrd':
			return [[path, [nrrdHeaderBytes(volume, options), ...(await nrrdVoxelBytes(volume, options))]]];
		case 'nhdr': {
			const data = `${stem}.raw${compress ? '.gz' : ''}`;
			return [
				[data, await nrrdVoxelBytes(volume, options)],
				[path, [nrrdHeaderBytes(volume, options, basename(data))]],
			];
		}
		case 'mha':
			return [[path, await metaImageParts(volume, options, 'LOCAL')]];
		case 'mhd': {
			const data = `${stem}.${compress ? 'zraw' : 'raw'}`;
			const [header, ...voxels] = await metaImageParts(volume, options, basename(data));
			return [
				[data, voxels],
				[path, [header]],
			];
		}
		default:
			throw new VolumeError(
				`${path}: the name of a volume to write must end in .nii or .nii.gz, .hdr or .hdr.gz, .nrrd, .nhdr, .mha or .mhd`,
			);
	}
}
