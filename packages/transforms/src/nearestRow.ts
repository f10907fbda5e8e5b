import type { Grid } from './grid.ts';
import type { RowPosition } from './trilinearRow.ts';

/**
 * Copies the nearest input voxel for one output row along k; a position half way goes up.
 *
 * @param to index in `target` of the row's first value
 * @param count output voxels in the row
 */
export function nearestRow(
	{ values, shape, channels }: Grid<Uint8Array>,
	target: Uint8Array,
	to: number,
	count: number,
	at: RowPosition,
	border: boolean,
): void {
	const [ni, nj, nk] = shape;
	const [x0, y0, z0, dx, dy, dz] = [at[0] + 0.5, at[1] + 0.5, at[2] + 0.5, at[3], at[4], at[5]];
	for (let n = 0; n < count; n++) {
		let [i, j, k] = [Math.floor(x0 + n * dx), Math.floor(y0 + n * dy), Math.floor(z0 + n * dz)];
		if (border) {
			i = Math.min(Math.max(i, 0), ni - 1);
			j = Math.min(Math.max(j, 0), nj - 1);
			k = Math.min(Math.max(k, 0), nk - 1);
		} else if (i < 0 || j < 0 || k < 0 || i >= ni || j >= nj || k >= nk) continue; // the target holds zeros
		const from = ((i * nj + j) * nk + k) * channels;
		for (let c = 0; c < channels; c++) target[to + n * channels + c] = values[from + c];
	}
}
