import type { PositionMatrix } from './affineMatrix.ts';
import { checkShape, type Grid, type Triple } from './grid.ts';
import { nearestRow } from './nearestRow.ts';
import { type RowPosition, trilinearRow } from './trilinearRow.ts';

/** Options of `resampleTrilinear` and `resampleNearest`. */
export interface ResampleOptions {
	/** What lies outside the input: zeros (a corner outside counts as 0), or the border repeated. Default zeros. */
	readonly padding?: 'zeros' | 'border';
	/** Voxels of the output along i, j, k; default the input's. */
	readonly shape?: Triple;
}

/**
 * Reads an image by trilinear interpolation at the positions of an affine transform.
 *
 * Output voxel o is read at `matrix · (o − (nₒ − 1) / 2) + (n − 1) / 2`, as MONAI's Affine and Rotate do.
 *
 * @param matrix in voxels from the centre, from `affineMatrix`
 */
export function resampleTrilinear(
	grid: Grid<Float32Array>,
	matrix: PositionMatrix,
	options: ResampleOptions = {},
): Grid<Float32Array> {
	const { shape = grid.shape, padding = 'zeros' } = options;
	const { channels } = grid;
	checkShape('output shape', shape);
	const values = new Float32Array(shape[0] * shape[1] * shape[2] * channels);
	const border = padding === 'border';
	forEachRow(grid.shape, shape, matrix, (at, row) => {
		trilinearRow(grid, values, row * shape[2] * channels, shape[2], at, border);
	});
	return { values, shape, channels };
}

/**
 * Reads labels at the nearest voxel of the positions of an affine transform, so no label is invented.
 *
 * Positions as in `resampleTrilinear`.
 *
 * @param matrix in voxels from the centre, from `affineMatrix`
 */
export function resampleNearest(
	grid: Grid<Uint8Array>,
	matrix: PositionMatrix,
	options: ResampleOptions = {},
): Grid<Uint8Array> {
	const { shape = grid.shape, padding = 'zeros' } = options;
	const { channels } = grid;
	checkShape('output shape', shape);
	const values = new Uint8Array(shape[0] * shape[1] * shape[2] * channels);
	const border = padding === 'border';
	forEachRow(grid.shape, shape, matrix, (at, row) => {
		nearestRow(grid, values, row * shape[2] * channels, shape[2], at, border);
	});
	return { values, shape, channels };
}

/** Visits the output rows along k with the input position of their first voxel and the step along the row. */
function forEachRow(
	input: Triple,
	output: Triple,
	matrix: PositionMatrix,
	visit: (at: RowPosition, row: number) => void,
): void {
	const at: RowPosition = new Float64Array(6);
	for (let axis = 0; axis < 3; axis++) at[axis + 3] = matrix[axis][2];
	for (let i = 0; i < output[0]; i++) {
		for (let j = 0; j < output[1]; j++) {
			for (let axis = 0; axis < 3; axis++) {
				const [di, dj, dk, shift] = matrix[axis];
				const fromCentre =
					di * (i - middle(output[0])) + dj * (j - middle(output[1])) - dk * middle(output[2]);
				at[axis] = fromCentre + shift + middle(input[axis]);
			}
			visit(at, i * output[1] + j);
		}
	}
}

function middle(size: number): number {
	return (size - 1) / 2;
}
