import type { VoxelArray } from '@unetr/volume';
import type { Grid, Triple } from './grid.ts';
import { type GridWindow, takeWindow } from './gridWindow.ts';
import { TransformsError } from './transformsError.ts';

/** A box of voxels: [start, start + shape) along i, j, k; it may reach beyond the grid. */
export interface Box {
	readonly start: Triple;
	readonly shape: Triple;
}

/** How a foreground box is found. */
export interface ForegroundOptions {
	/** Voxels with any channel above this are foreground; default 0. */
	readonly threshold?: number;
	/** Voxels added on both sides, for all axes or each; default 0. */
	readonly margin?: number | Triple;
	/** Sizes are rounded up to a multiple of this around the box; default 1. */
	readonly divisibleBy?: number;
	/** Where the margin leaves the grid, the box stops at the border instead. Default false, so that it is padded. */
	readonly stopAtBorder?: boolean;
}

/**
 * The smallest box around the foreground, grown as the options say; as MONAI's CropForeground finds it.
 *
 * A grid without foreground gives the whole grid.
 *
 * @throws TransformsError for a margin or divisor that is no whole number
 */
export function foregroundBox(grid: Grid, options: ForegroundOptions = {}): Box {
	const { threshold = 0, margin = 0, divisibleBy = 1, stopAtBorder = false } = options;
	const margins = typeof margin === 'number' ? [margin, margin, margin] : margin;
	if (
		!margins.every((m) => Number.isInteger(m) && m >= 0) ||
		!Number.isInteger(divisibleBy) ||
		divisibleBy < 1
	) {
		throw new TransformsError(
			`A margin of [${margins.join(', ')}] and a divisor of ${divisibleBy} make no box; give whole numbers.`,
		);
	}
	const tight = tightBox(grid, threshold);
	if (tight === undefined) return { start: [0, 0, 0], shape: grid.shape };
	const along = (axis: 0 | 1 | 2): [number, number] => {
		let [from, to] = [tight.low[axis] - margins[axis], tight.high[axis] + 1 + margins[axis]];
		if (stopAtBorder) [from, to] = [Math.max(from, 0), Math.min(to, grid.shape[axis])];
		const size = Math.ceil((to - from) / divisibleBy) * divisibleBy;
		return [from - Math.floor((size - (to - from)) / 2), size];
	};
	const [i, j, k] = [along(0), along(1), along(2)];
	return { start: [i[0], j[0], k[0]], shape: [i[1], j[1], k[1]] };
}

/**
 * Crops a grid to its foreground box; where the box leaves the grid, it is padded with zeros.
 *
 * @returns the window with its start and inverse
 */
export function cropForeground<T extends VoxelArray>(
	grid: Grid<T>,
	options: ForegroundOptions = {},
): GridWindow<T> {
	const { start, shape } = foregroundBox(grid, options);
	return takeWindow(grid, start, shape);
}

function tightBox(
	{ values, shape, channels }: Grid,
	threshold: number,
): { low: number[]; high: number[] } | undefined {
	const [ni, nj, nk] = shape;
	const low = [ni, nj, nk];
	const high = [-1, -1, -1];
	const row = nk * channels;
	for (let i = 0; i < ni; i++) {
		for (let j = 0; j < nj; j++) {
			const from = (i * nj + j) * row;
			for (let v = 0; v < row; v++) {
				if (!(values[from + v] > threshold)) continue;
				const k = Math.floor(v / channels);
				if (i < low[0]) low[0] = i;
				if (j < low[1]) low[1] = j;
				if (k < low[2]) low[2] = k;
				high[0] = i;
				if (j > high[1]) high[1] = j;
				if (k > high[2]) high[2] = k;
			}
		}
	}
	return high[0] < 0 ? undefined : { low, high };
}
