/**
 * Percentile of values by linear interpolation between the sorted ones, as numpy's default.
 *
 * @param values at least one
 * @param percent 0 … 100
 */
export function percentile(values: ArrayLike<number>, percent: number): number {
	const sorted = Float64Array.from(values).sort();
	const place = ((sorted.length - 1) * percent) / 100;
	const below = Math.floor(place);
	const above = Math.min(below + 1, sorted.length - 1);
	if (sorted[below] === sorted[above]) return sorted[below];
	return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}
