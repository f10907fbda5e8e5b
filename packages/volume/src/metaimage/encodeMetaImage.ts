import { affineSpacing } from '../affine.ts';
import { copyBlocks } from '../reorder.ts';
import { concatenate } from '../source/concatenate.ts';
import { deflate } from '../source/deflate.ts';
import { littleEndianBytes } from '../storedVoxels.ts';
import { createVolume, type Volume } from '../volume.ts';
import { arrayLike, type VoxelArray, type VoxelType, voxelType } from '../voxelArray.ts';
import { isOwnField } from './metaHeader.ts';

/** How a volume is written as MetaImage. */
export interface EncodeMetaImageOptions {
	/** Whether the voxels are packed with zlib; true by default. */
	readonly compress?: boolean;
	/** The field Comment; the volume's own description by default. */
	readonly description?: string;
}

const TYPES: Readonly<Record<VoxelType, string>> = {
	int8: 'MET_CHAR',
	uint8: 'MET_UCHAR',
	int16: 'MET_SHORT',
	uint16: 'MET_USHORT',
	int32: 'MET_INT',
	uint32: 'MET_UINT',
	float32: 'MET_FLOAT',
	float64: 'MET_DOUBLE',
};

/**
 * A volume as the bytes of a MetaImage with its header attached (.mha), in its own voxel type; channels become the
 * components of a voxel.
 * @throws VolumeError where the volume is none
 */
export async function encodeMetaImage(
	volume: Volume,
	options: EncodeMetaImageOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
	return concatenate(await metaImageParts(volume, options, 'LOCAL'));
}

/**
 * The header of a MetaImage and then its voxels.
 * @param dataFile name of the file that holds the voxels, or LOCAL
 */
export async function metaImageParts(
	volume: Volume,
	{ compress = true, description }: EncodeMetaImageOptions,
	dataFile: string,
): Promise<[Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]]> {
	const { voxels, shape, channels, affine, header } = createVolume(volume);
	const bytes = littleEndianBytes(interleaved(voxels, shape, channels));
	const data = compress ? await deflate([bytes], 'zlib') : [bytes];
	const spacing = affineSpacing(affine);
	// RAS+ to LPS+, the direction of one axis after the other
	const signs = [-1, -1, 1] as const;
	const column = (axis: 0 | 1 | 2 | 3): number[] =>
		[0, 1, 2].map((row) => signs[row] * affine[row][axis] + 0);
	const directions = ([0, 1, 2] as const).flatMap((axis) =>
		column(axis).map((value) => value / spacing[axis]),
	);
	const comment = oneLine(description ?? header.description);
	const fields: [string, string][] = [
		['ObjectType', 'Image'],
		['NDims', '3'],
		...(comment === '' ? [] : ([['Comment', comment]] as [string, string][])),
		['BinaryData', 'True'],
		['BinaryDataByteOrderMSB', 'False'],
		['CompressedData', compress ? 'True' : 'False'],
		...(compress ? ([['CompressedDataSize', String(byteCount(data))]] as [string, string][]) : []),
		['TransformMatrix', directions.join(' ')],
		['Offset', column(3).join(' ')],
		['CenterOfRotation', '0 0 0'],
		['ElementSpacing', spacing.join(' ')],
		['DimSize', shape.join(' ')],
		...(channels === 1 ? [] : ([['ElementNumberOfChannels', String(channels)]] as [string, string][])),
		['ElementType', TYPES[voxelType(voxels)!]],
		...Object.entries(header.fields ?? {})
			.filter(([key]) => /^\w+$/.test(key) && !isOwnField(key))
			.map(([key, value]): [string, string] => [key, oneLine(value)]),
		['ElementDataFile', dataFile],
	];
	const text = fields.map(([key, value]) => `${key} = ${value}\n`).join('');
	return [new TextEncoder().encode(text), ...data];
}

/** The values of a voxel one after another, as components are stored. */
function interleaved(voxels: VoxelArray, shape: Volume['shape'], channels: number): VoxelArray {
	if (channels === 1) return voxels;
	const [ni, nj, nk] = shape;
	const target = arrayLike(voxels, voxels.length);
	for (let c = 0; c < channels; c++) {
		const plane = { shape: [nk, nj, ni], strides: [ni * nj, ni, 1], offset: c * ni * nj * nk } as const;
		copyBlocks(voxels, target, plane, { start: c, step: channels });
	}
	return target;
}

function byteCount(parts: readonly Uint8Array[]): number {
	return parts.reduce((sum, part) => sum + part.length, 0);
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
