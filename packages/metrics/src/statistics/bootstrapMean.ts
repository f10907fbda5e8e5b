import { MetricsError } from '../metricsError.ts';
import { percentile } from '../percentile.ts';

/** Options of `bootstrapMean`. */
export interface BootstrapOptions {
	/** Share of resampled means inside the interval; default 0.95. */
	readonly confidence?: number;
	/** How often the cases are drawn anew; default 2000. */
	readonly resamples?: number;
	/** A whole number; the same seed gives the same interval. Default 0. */
	readonly seed?: number;
}

/** A confidence interval. */
export interface Interval {
	readonly low: number;
	readonly high: number;
}

/**
 * Percentile bootstrap interval of a mean: the values are drawn with replacement, as many as there are, and the
 * interval holds the middle of the resampled means (Efron 1979, Annals of Statistics 7:1).
 *
 * Of the differences of two models it is the interval of their mean difference.
 *
 * @param values one a case; null is left out
 * @returns null below two values
 * @throws MetricsError where an option is out of range
 */
export function bootstrapMean(
	values: readonly (number | null)[],
	{ confidence = 0.95, resamples = 2000, seed = 0 }: BootstrapOptions = {},
): Interval | null {
	if (!(confidence > 0 && confidence < 1)) {
		throw new MetricsError(`confidence is ${confidence}; it must be between 0 and 1.`);
	}
	if (!Number.isInteger(resamples) || resamples < 1) {
		throw new MetricsError(`resamples is ${resamples}; give a whole number of at least 1.`);
	}
	if (!Number.isInteger(seed)) throw new MetricsError(`seed is ${seed}; give a whole number.`);
	const counted = Float64Array.from(values.filter((value) => value !== null));
	const n = counted.length;
	if (n < 2) return null;
	const index = seededIndices(seed);
	const means = new Float64Array(resamples);
	for (let m = 0; m < resamples; m++) {
		let sum = 0;
		for (let draw = 0; draw < n; draw++) sum += counted[index(n)];
		means[m] = sum / n;
	}
	const tail = (100 * (1 - confidence)) / 2;
	return { low: percentile(means, tail), high: percentile(means, 100 - tail) };
}

/** Whole numbers below a bound from a seed: a Weyl sequence through MurmurHash3's finaliser. */
function seededIndices(seed: number): (below: number) => number {
	let weyl = seed >>> 0;
	return (below) => {
		weyl = (weyl + 0x9e3779b9) >>> 0;
		let hash = Math.imul(weyl ^ (weyl >>> 16), 0x85ebca6b);
		hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
		hash = (hash ^ (hash >>> 16)) >>> 0;
		return Math.floor((hash / 2 ** 32) * below);
	};
}
