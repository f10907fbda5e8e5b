import type { Grid, SpatialDims, Triple } from '@unetr/blocks';

/** Distances that two places of a grid can have along each axis. */
export const relativeSpans = ([i, j, k]: Triple): Triple => [2 * i - 1, 2 * j - 1, 2 * k - 1];

/** {@link relativeSpans} along the axes that a network works on: the grid whose places a table's rows stand for. */
export const tableGrid = (grid: Triple, spatialDims: SpatialDims = 3): Grid =>
	relativeSpans(grid).slice(0, spatialDims) as unknown as Grid;

/** Entries of a table with one row for each distance between two places of a grid. */
export const relativePositions = (grid: Triple): number =>
	relativeSpans(grid).reduce((product, span) => product * span, 1);

/**
 * For each pair of places of a grid the row of their distance in such a table, [N, N] row-major: the place differences
 * (query − key), each shifted by its extent − 1 to start at 0, in row-major order of i, j, k.
 *
 * Source: Liu et al. 2021, "Swin Transformer"; MONAI's `WindowAttention.relative_position_index`.
 */
export function relativePositionIndex(grid: Triple): Int32Array {
	const [, nj, nk] = grid;
	const tokens = grid[0] * nj * nk;
	const place = (token: number): Triple => [
		Math.floor(token / (nj * nk)),
		Math.floor(token / nk) % nj,
		token % nk,
	];
	const index = new Int32Array(tokens * tokens);
	for (let query = 0; query < tokens; query++) {
		const from = place(query);
		for (let key = 0; key < tokens; key++) {
			const to = place(key);
			const shifted = grid.map((extent, axis) => from[axis]! - to[axis]! + extent - 1);
			index[query * tokens + key] = (shifted[0]! * (2 * nj - 1) + shifted[1]!) * (2 * nk - 1) + shifted[2]!;
		}
	}
	return index;
}
