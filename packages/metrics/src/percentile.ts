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

/**
 * The smallest value at which the weights up to it reach a share of all weights.
 *
 * @param values at least one
 * @param weights one a value, their sum above 0
 * @param percent 0 … 100
 */
export function weightedPercentile(values: Float64Array, weights: Float64Array, percent: number): number {
	const order = Float64Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
	const wanted = (weights.reduce((sum, weight) => sum + weight, 0) * percent) / 100;
	let reached = 0;
	for (const index of order) {
		reached += weights[index];
		if (reached >= wanted) return values[index];
	}
	return values[order[order.length - 1]];
}
