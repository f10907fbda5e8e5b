import { arrayLike, copyBlocks, createVolume, type Volume, type VoxelArray } from '@unetr/volume';
import type { Grid, Triple } from './grid.ts';
import { TransformsError } from './transformsError.ts';

/**
 * The voxels of a volume as float32 in tensor order [i, j, k, C].
 *
 * @param volume in file order; its channels become the last axis
 */
export function toGrid(volume: Volume): Grid<Float32Array> {
	const { shape, channels } = volume;
	const voxels = new Float32Array(volume.voxels);
	return { values: toTensorOrder(voxels, shape, channels), shape, channels };
}

/**
 * A volume in file order from a grid; the element type stays.
 *
 * @param grid in tensor order
 * @param place where it lies: the affine (voxel index -> RAS+ mm) and, where there is one, the header of the volume
 * on whose grid it is; of that only what concerns the place is taken over, not its voxel type or description
 */
export function fromGrid(
	grid: Grid,
	place: Pick<Volume, 'affine'> & Partial<Pick<Volume, 'header'>>,
): Volume {
	const { values, shape, channels } = grid;
	const { affine, header } = place;
	return createVolume({
		voxels: toFileOrder(values, shape, channels),
		shape,
		channels,
		affine,
		header: header && {
			format: header.format,
			affineSource: header.affineSource,
			spaceCode: header.spaceCode,
		},
	});
}

/** File order (i fastest, channels trailing) to tensor order (channels fastest, then k). */
export function toTensorOrder<T extends VoxelArray>(voxels: T, shape: Triple, channels: number): T {
	const [ni, nj, nk] = shape;
	const target = arrayLike(voxels, checkedLength(voxels, shape, channels));
	for (let c = 0; c < channels; c++) {
		const reading = { shape, strides: [1, ni, ni * nj], offset: c * ni * nj * nk } as const;
		copyBlocks(voxels, target, reading, { start: c, step: channels });
	}
	return target;
}

/** Tensor order to file order. */
function toFileOrder<T extends VoxelArray>(values: T, shape: Triple, channels: number): T {
	const [ni, nj, nk] = shape;
	const target = arrayLike(values, checkedLength(values, shape, channels));
	const strides = [channels, nk * channels, nj * nk * channels] as const;
	for (let c = 0; c < channels; c++) {
		const reading = { shape: [nk, nj, ni], strides, offset: c } as const;
		copyBlocks(values, target, reading, { start: c * ni * nj * nk, step: 1 });
	}
	return target;
}

function checkedLength(array: VoxelArray, shape: Triple, channels: number): number {
	const expected = shape[0] * shape[1] * shape[2] * channels;
	if (array.length === expected) return expected;
	throw new TransformsError(
		`${shape.join('×')} voxels and ${channels} channels need ${expected} values, but there are ${array.length}.`,
	);
}
