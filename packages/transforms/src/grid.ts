import type { VoxelArray } from '@unetr/volume';
import { TransformsError } from './transformsError.ts';

/** Sizes or offsets in voxels along the axes i, j, k. */
export type Triple = readonly [number, number, number];

/**
 * An array in tensor order, `index = ((i * nj + j) * nk + k) * C + c`: row-major [i, j, k, C], as a tensor
 * [B, i, j, k, C] holds it. Transforms never change a grid in place; they return another.
 */
export interface Grid<T extends VoxelArray = VoxelArray> {
	readonly values: T;
	readonly shape: Triple;
	readonly channels: number;
}

/**
 * Makes a grid and checks that its sizes fit.
 *
 * @param values voxels in tensor order
 * @param shape voxels along i, j, k
 * @throws TransformsError where the sizes are not positive integers or do not match `values`
 */
export function createGrid<T extends VoxelArray>(values: T, shape: Triple, channels = 1): Grid<T> {
	checkShape('shape', shape);
	const expected = shape[0] * shape[1] * shape[2] * channels;
	if (values.length !== expected) {
		throw new TransformsError(
			`A grid of ${shape.join('×')} voxels and ${channels} channels needs ${expected} values, but has ${values.length}.`,
		);
	}
	return { values, shape: [...shape], channels };
}

/** Refuses anything that is not three positive integers. */
export function checkShape(what: string, shape: readonly number[]): void {
	if (shape.length !== 3 || shape.some((size) => !Number.isInteger(size) || size < 1)) {
		throw new TransformsError(
			`The ${what} is [${shape.join(', ')}]; give three positive numbers of voxels [i, j, k].`,
		);
	}
}
