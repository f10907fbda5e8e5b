import type { VoxelArray } from '@unetr/volume';
import type { Grid } from './grid.ts';

/** Which voxels the mean and the deviation of `zScore` are of. */
export interface ZScoreOptions {
	/** Only voxels that are not zero count and change; zeros stay zero. Default false. */
	readonly nonzero?: boolean;
	/** Each channel has a mean and deviation of its own. Default true. */
	readonly perChannel?: boolean;
}

/**
 * `(x − mean) / sd` with the population deviation (divisor n), as MONAI's NormalizeIntensity.
 *
 * A constant image gives zeros; voxels that are not finite count nowhere and become 0. Always finite float32.
 */
export function zScore(grid: Grid, options: ZScoreOptions = {}): Grid<Float32Array> {
	const { nonzero = false, perChannel = true } = options;
	const { values, shape, channels } = grid;
	const result = new Float32Array(values.length);
	const step = perChannel ? channels : 1;
	for (let c = 0; c < step; c++) {
		const { mean, sd } = moments(values, c, step, nonzero);
		const scale = sd > 0 ? 1 / sd : 1;
		for (let v = c; v < values.length; v += step) {
			const x = values[v];
			if (counts(x, nonzero)) result[v] = (x - mean) * scale;
		}
	}
	return { values: result, shape, channels };
}

function moments(
	values: VoxelArray,
	start: number,
	step: number,
	nonzero: boolean,
): { mean: number; sd: number } {
	let [n, sum, low, high] = [0, 0, Infinity, -Infinity];
	for (let v = start; v < values.length; v += step) {
		const x = values[v];
		if (!counts(x, nonzero)) continue;
		n++;
		sum += x;
		if (x < low) low = x;
		if (x > high) high = x;
	}
	if (n === 0 || low === high) return { mean: n === 0 ? 0 : low, sd: 0 }; // exact: no rounding left to divide by
	const mean = sum / n;
	let squares = 0;
	for (let v = start; v < values.length; v += step) {
		if (counts(values[v], nonzero)) squares += (values[v] - mean) ** 2;
	}
	return { mean, sd: Math.sqrt(squares / n) };
}

function counts(x: number, nonzero: boolean): boolean {
	return Number.isFinite(x) && !(nonzero && x === 0);
}
