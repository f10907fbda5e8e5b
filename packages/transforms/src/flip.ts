import { arrayLike, type VoxelArray } from '@unetr/volume';
import type { Grid } from './grid.ts';
import { TransformsError } from './transformsError.ts';

/**
 * Mirrors a grid along axes; it is its own inverse.
 *
 * @param axes any of 0 (i), 1 (j), 2 (k)
 * @throws TransformsError for another axis
 */
export function flip<T extends VoxelArray>(grid: Grid<T>, axes: readonly number[]): Grid<T> {
	const { values, shape, channels } = grid;
	const bad = axes.find((axis) => axis !== 0 && axis !== 1 && axis !== 2);
	if (bad !== undefined)
		throw new TransformsError(`Cannot flip axis ${bad}; the axes are 0, 1 and 2 (i, j, k).`);
	const [ni, nj, nk] = shape;
	const [flipI, flipJ, flipK] = [0, 1, 2].map((axis) => axes.includes(axis));
	const result = arrayLike(values, values.length);
	const rowLength = nk * channels;
	for (let i = 0; i < ni; i++) {
		for (let j = 0; j < nj; j++) {
			const from = ((flipI ? ni - 1 - i : i) * nj + (flipJ ? nj - 1 - j : j)) * rowLength;
			const to = (i * nj + j) * rowLength;
			if (flipK) reverseRow(values, result, from, to, nk, channels);
			else result.set(values.subarray(from, from + rowLength), to);
		}
	}
	return { values: result, shape, channels };
}

function reverseRow(
	source: VoxelArray,
	target: VoxelArray,
	from: number,
	to: number,
	nk: number,
	channels: number,
): void {
	for (let k = 0; k < nk; k++) {
		for (let c = 0; c < channels; c++) {
			target[to + k * channels + c] = source[from + (nk - 1 - k) * channels + c];
		}
	}
}
