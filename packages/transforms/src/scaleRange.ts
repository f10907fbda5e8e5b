import type { Grid } from './grid.ts';
import { TransformsError } from './transformsError.ts';

const FLOAT32_MAX = 3.4028234663852886e38;

/** Options of `scaleRange`. */
export interface ScaleRangeOptions {
	/** Intensities that map to the ends of `to`; left out, the smallest and largest finite value of this grid. */
	readonly from?: readonly [number, number];
	/** Result at the ends of `from`; default [0, 1]. */
	readonly to?: readonly [number, number];
	/** Limit the result to `to`; default true. */
	readonly clip?: boolean;
}

/**
 * Linear intensity window, `to₀ + (x − from₀) / (from₁ − from₀) · (to₁ − to₀)`, as MONAI's ScaleIntensityRange.
 *
 * A constant image without `from` gives `to₀`; values that are not finite give `to₀`. Always finite float32.
 *
 * @throws TransformsError where a range is not two finite numbers or `from` has no width
 */
export function scaleRange(grid: Grid, options: ScaleRangeOptions = {}): Grid<Float32Array> {
	const { to = [0, 1], clip = true } = options;
	const { values, shape, channels } = grid;
	const from = options.from ?? finiteRange(grid);
	if (![...from, ...to].every(Number.isFinite) || (options.from && from[0] === from[1])) {
		throw new TransformsError(
			`Cannot scale from [${from.join(', ')}] to [${to.join(', ')}]; give finite numbers and a "from" of two different ones.`,
		);
	}
	const gain = from[0] === from[1] ? 0 : (to[1] - to[0]) / (from[1] - from[0]);
	const [low, high] = clip ? [Math.min(...to), Math.max(...to)] : [-FLOAT32_MAX, FLOAT32_MAX];
	const result = new Float32Array(values.length);
	for (let v = 0; v < values.length; v++) {
		const x = values[v];
		const scaled = Number.isFinite(x) ? to[0] + (x - from[0]) * gain : to[0];
		result[v] = Math.min(Math.max(scaled, low), high);
	}
	return { values: result, shape, channels };
}

/**
 * Percentiles of the finite values of a grid, with linear interpolation between ranks as numpy's default.
 *
 * @param percents 0 … 100
 * @returns one value per percentage; 0 where no value is finite
 */
export function percentiles(grid: Grid, percents: readonly number[]): number[] {
	const sorted = Float64Array.from(grid.values).filter(Number.isFinite).sort();
	return percents.map((percent) => {
		if (!(percent >= 0 && percent <= 100)) {
			throw new TransformsError(`The percentile ${percent} is outside 0 … 100.`);
		}
		const rank = (percent / 100) * (sorted.length - 1);
		const [below, above] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
		return sorted.length === 0 ? 0 : below + (above - below) * (rank - Math.floor(rank));
	});
}

function finiteRange({ values }: Grid): [number, number] {
	let [low, high] = [Infinity, -Infinity];
	for (let v = 0; v < values.length; v++) {
		const x = values[v];
		if (!Number.isFinite(x)) continue;
		if (x < low) low = x;
		if (x > high) high = x;
	}
	return low <= high ? [low, high] : [0, 0];
}
