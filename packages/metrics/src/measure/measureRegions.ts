import { type ClassStatus, classStatus } from '../emptyPolicy.ts';
import { type LabelGrid, labelGrid } from '../labelGrid.ts';
import { type LabelMap, pairedLabels } from '../labelMap.ts';
import { type OverlapCounts, overlapCounts } from '../overlap.ts';
import { type Extent, labelExtents, type Region, regionMasks } from '../region.ts';
import { fullRegion, measureMask } from './measureMask.ts';
import { type MeasureOptions, type ResolvedOptions, resolveOptions } from './measureOptions.ts';
import type { MetricName } from './metricRoster.ts';
import { policyValue } from './policyValue.ts';

/** One region of one case. */
export interface RegionMeasures extends Region, OverlapCounts {
	/** Which of the two masks hold the region. */
	readonly status: ClassStatus;
	readonly predictionVolumeMm3: number;
	readonly referenceVolumeMm3: number;
	/** The metrics that were asked for, after the policy for empty masks; null is left out of means. */
	readonly values: Readonly<Partial<Record<MetricName, number | null>>>;
}

/**
 * Measures the regions of a case: overlap, volumes, surfaces, lesions.
 *
 * Each region is cut to the box around both of its masks, which is exact for every metric here.
 *
 * @param prediction label map with its shape, any integer type
 * @param reference label map on the same grid
 * @throws MetricsError where the maps do not lie on one grid of known shape, or an option is out of range
 */
export function measureRegions(
	prediction: LabelMap,
	reference: LabelMap,
	options: MeasureOptions = {},
): RegionMeasures[] {
	const resolved = resolveOptions(options);
	const grid = labelGrid(prediction, reference, options);
	const extents = labelExtents(grid);
	const regions = options.regions ?? [...extents.keys()].sort((a, b) => a - b).map(labelRegion);
	const gridVoxels = countedVoxels(prediction, reference, options.ignoreLabel);
	return regions.map((region) => measureRegion(grid, region, extents, gridVoxels, resolved));
}

/** A label as a region of its own. */
export function labelRegion(label: number): Region {
	return { name: `label ${label}`, labels: [label] };
}

/** A region that neither mask of a case holds. */
export function absentRegion(region: Region, gridVoxels: number, options: MeasureOptions): RegionMeasures {
	const resolved = resolveOptions(options);
	const counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: gridVoxels };
	// not read: a mask is missed only where the other is not
	const sizes = { missedDistanceMm: 0, referenceMm3: 0, gridMm3: 0 };
	return withValues(
		region,
		counts,
		0,
		(metric) =>
			policyValue(metric, {
				status: 'both empty',
				policy: resolved.emptyPolicy,
				...sizes,
			}),
		resolved,
	);
}

function countedVoxels(prediction: LabelMap, reference: LabelMap, ignoreLabel: number | undefined): number {
	const [, labels] = pairedLabels(prediction, reference);
	if (ignoreLabel === undefined) return labels.length;
	let ignored = 0;
	for (let v = 0; v < labels.length; v++) if (labels[v] === ignoreLabel) ignored++;
	return labels.length - ignored;
}

function measureRegion(
	grid: LabelGrid,
	region: Region,
	extents: Map<number, Extent>,
	gridVoxels: number,
	options: ResolvedOptions,
): RegionMeasures {
	const masks = regionMasks(grid, region, extents);
	const counts = overlapCounts(masks, gridVoxels);
	const [predicted, expected] = maskVoxels(counts);
	const voxelMm3 = grid.spacingMm[0] * grid.spacingMm[1] * grid.spacingMm[2];
	const diagonalMm = Math.hypot(...grid.shape.map((n, axis) => n * grid.spacingMm[axis]));
	const status = classStatus(predicted, expected);
	if (status !== 'both present') {
		const { emptyPolicy: policy, missedDistanceMm = diagonalMm } = options;
		const [referenceMm3, gridMm3] = [expected * voxelMm3, gridVoxels * voxelMm3];
		const empty = { status, policy, missedDistanceMm, referenceMm3, gridMm3 };
		return withValues(region, counts, voxelMm3, (metric) => policyValue(metric, empty), options);
	}
	const { boundaryMm = Math.max(0.02 * diagonalMm, ...grid.spacingMm) } = options;
	const full = fullRegion({ masks, counts, voxelMm3, options, boundaryMm });
	return withValues(region, counts, voxelMm3, (metric) => measureMask(metric, full), options);
}

function maskVoxels({ truePositives, falsePositives, falseNegatives }: OverlapCounts): [number, number] {
	return [truePositives + falsePositives, truePositives + falseNegatives];
}

function withValues(
	{ name, labels }: Region,
	counts: OverlapCounts,
	voxelMm3: number,
	measure: (metric: MetricName) => number | null,
	{ metrics }: ResolvedOptions,
): RegionMeasures {
	const [predicted, expected] = maskVoxels(counts);
	return {
		name,
		labels,
		status: classStatus(predicted, expected),
		...counts,
		predictionVolumeMm3: predicted * voxelMm3,
		referenceVolumeMm3: expected * voxelMm3,
		values: Object.fromEntries(metrics.map((metric) => [metric, measure(metric)])),
	};
}
