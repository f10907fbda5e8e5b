import { arrayLike, type VoxelArray } from '@unetr/volume';
import { checkShape, type Grid, type Triple } from './grid.ts';
import { TransformsError } from './transformsError.ts';

/** A part of a grid (or a grid with a margin), with where it came from. */
export interface GridWindow<T extends VoxelArray> {
	readonly grid: Grid<T>;
	/** Input voxel index of output voxel (0, 0, 0); negative where padding precedes the input. */
	readonly start: Triple;
	/**
	 * Puts a grid of the window's shape (any type and channels) back on the input's grid; what the window did not
	 * hold becomes `value`, default 0.
	 *
	 * @throws TransformsError where the shape is not the window's
	 */
	inverse<U extends VoxelArray>(grid: Grid<U>, value?: number): Grid<U>;
}

/**
 * Cuts `shape` voxels out of a grid, from input index `start` on; what lies outside the input is `value`.
 *
 * @param start input index of the first voxel; may be negative
 * @param value of voxels outside the input, default 0
 */
export function takeWindow<T extends VoxelArray>(
	grid: Grid<T>,
	start: Triple,
	shape: Triple,
	value = 0,
): GridWindow<T> {
	checkShape('window shape', shape);
	const { channels } = grid;
	const input = grid.shape;
	const values = copyWindow(grid.values, input, channels, start, shape, value);
	return {
		grid: { values, shape: [...shape], channels },
		start,
		inverse: (other, outside = 0) => {
			if (other.shape.some((size, axis) => size !== shape[axis])) {
				throw new TransformsError(
					`A grid of ${other.shape.join('×')} voxels cannot be put back through a window of ${shape.join('×')}.`,
				);
			}
			const back = [0 - start[0], 0 - start[1], 0 - start[2]] as const;
			return {
				values: copyWindow(other.values, shape, other.channels, back, input, outside),
				shape: input,
				channels: other.channels,
			};
		},
	};
}

/**
 * The window as an array; `run` elements make one voxel. Both arrays are row-major in the three axes given, so the
 * axes of a file-order array are given as k, j, i.
 */
export function copyWindow<T extends VoxelArray>(
	source: T,
	[na, nb, nc]: Triple,
	run: number,
	start: Triple,
	shape: Triple,
	value: number,
): T {
	const target = arrayLike(source, shape[0] * shape[1] * shape[2] * run);
	const span = (size: number, axis: number): [number, number] => [
		Math.max(0, 0 - start[axis]),
		Math.min(shape[axis], size - start[axis]),
	];
	const [[a0, a1], [b0, b1], [c0, c1]] = [span(na, 0), span(nb, 1), span(nc, 2)];
	const inside = a0 === 0 && b0 === 0 && c0 === 0 && a1 === shape[0] && b1 === shape[1] && c1 === shape[2];
	if (value !== 0 && !inside) target.fill(value);
	if (c1 <= c0) return target;
	for (let a = a0; a < a1; a++) {
		for (let b = b0; b < b1; b++) {
			const from = (((a + start[0]) * nb + b + start[1]) * nc + c0 + start[2]) * run;
			const to = ((a * shape[1] + b) * shape[2] + c0) * run;
			target.set(source.subarray(from, from + (c1 - c0) * run), to);
		}
	}
	return target;
}
