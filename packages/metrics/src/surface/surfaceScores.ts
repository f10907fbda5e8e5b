import { MetricsError } from '../metricsError.ts';
import { percentile, weightedPercentile } from '../percentile.ts';
import type { SurfaceDistances } from './surfaceDistances.ts';

/**
 * Hausdorff distance, or a robust one: the larger of the two directed percentiles,
 * `max(P(d(p, R)), P(d(r, P)))`, as MONAI's `compute_hausdorff_distance`.
 *
 * @param percent 100 (default) for the maximum, 95 for HD95; of voxels by linear interpolation as numpy's, of surface
 * elements with areas the distance within which that share of the area lies, as DeepMind's
 * @returns in mm; Infinity where one surface is empty, null where both are
 * @throws MetricsError where percent is not above 0 and at most 100
 */
export function hausdorffDistance(distances: SurfaceDistances, percent = 100): number | null {
	if (!(percent > 0 && percent <= 100)) {
		throw new MetricsError(`percent is ${percent}; it must be above 0 and at most 100.`);
	}
	const { toReference, toPrediction, areas } = distances;
	if (toReference.length === 0 || toPrediction.length === 0) return emptyDistance(distances);
	if (percent === 100) return Math.max(largest(toReference), largest(toPrediction));
	if (areas === undefined) {
		return Math.max(percentile(toReference, percent), percentile(toPrediction, percent));
	}
	return Math.max(
		weightedPercentile(toReference, areas.prediction, percent),
		weightedPercentile(toPrediction, areas.reference, percent),
	);
}

/**
 * Average symmetric surface distance: the mean of the distances of both directions together,
 * `(Σ d(p, R) + Σ d(r, P)) / (|P| + |R|)`, as MONAI's `compute_average_surface_distance(symmetric=True)`.
 *
 * @returns in mm; Infinity where one surface is empty, null where both are
 */
export function averageSurfaceDistance(distances: SurfaceDistances): number | null {
	const { toReference, toPrediction, areas } = distances;
	if (toReference.length === 0 || toPrediction.length === 0) return emptyDistance(distances);
	const all = (d: number): number => d;
	const sum = weighted(toReference, areas?.prediction, all) + weighted(toPrediction, areas?.reference, all);
	return sum / totalWeight(distances);
}

/**
 * Normalised surface Dice: the share of both surfaces that lies within a tolerance of the other,
 * `(|{p: d(p, R) ≤ τ}| + |{r: d(r, P) ≤ τ}|) / (|P| + |R|)` (Nikolov et al. 2018, arXiv:1809.04430).
 *
 * @param toleranceMm τ; a distance equal to it is within
 * @returns 0 … 1; 0 where one surface is empty, null where both are
 * @throws MetricsError where the tolerance is below 0
 */
export function normalizedSurfaceDice(distances: SurfaceDistances, toleranceMm: number): number | null {
	if (!(toleranceMm >= 0)) throw new MetricsError(`toleranceMm is ${toleranceMm}; it must be at least 0.`);
	const { toReference, toPrediction, areas } = distances;
	const whole = totalWeight(distances);
	if (whole === 0) return null;
	const within = (d: number): number => (d <= toleranceMm ? 1 : 0);
	const part =
		weighted(toReference, areas?.prediction, within) + weighted(toPrediction, areas?.reference, within);
	return part / whole;
}

function emptyDistance({ toReference, toPrediction }: SurfaceDistances): number | null {
	return toReference.length + toPrediction.length === 0 ? null : Number.POSITIVE_INFINITY;
}

function largest(values: Float64Array): number {
	return values.reduce((most, value) => Math.max(most, value), 0);
}

function totalWeight({ toReference, toPrediction, areas }: SurfaceDistances): number {
	const one = (): number => 1;
	return weighted(toReference, areas?.prediction, one) + weighted(toPrediction, areas?.reference, one);
}

function weighted(
	distances: Float64Array,
	areas: Float64Array | undefined,
	of: (d: number) => number,
): number {
	let sum = 0;
	for (let n = 0; n < distances.length; n++) sum += of(distances[n]) * (areas === undefined ? 1 : areas[n]);
	return sum;
}
