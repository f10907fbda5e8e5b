import { maskCentreDistance } from '../centreDistance.ts';
import { findLesions, type Lesions, matchLesions } from '../lesions/lesionScores.ts';
import { type OverlapCounts, overlapScores } from '../overlap.ts';
import type { RegionMasks } from '../region.ts';
import { maskBoundaryIou } from '../surface/boundaryIou.ts';
import { maskSurfaceDistances, type SurfaceDistances } from '../surface/surfaceDistances.ts';
import {
	averageSurfaceDistance,
	hausdorffDistance,
	normalizedSurfaceDice,
} from '../surface/surfaceScores.ts';
import type { ResolvedOptions } from './measureOptions.ts';
import type { MetricName } from './metricRoster.ts';

/** A region of which both masks hold voxels. */
export interface FullRegion {
	readonly masks: RegionMasks;
	readonly counts: OverlapCounts;
	readonly voxelMm3: number;
	readonly options: ResolvedOptions;
	/** In mm. */
	readonly boundaryMm: number;
	/** Computed once, for four metrics. */
	readonly surfaces: () => SurfaceDistances;
	/** Computed once, for two. */
	readonly lesions: () => Lesions;
}

/** How each metric is computed where both masks hold voxels. */
const measures: Record<MetricName, (region: FullRegion) => number | null> = {
	dice: ({ counts }) => overlapScores(counts).dice,
	iou: ({ counts }) => overlapScores(counts).iou,
	sensitivity: ({ counts }) => overlapScores(counts).sensitivity,
	precision: ({ counts }) => overlapScores(counts).precision,
	specificity: ({ counts }) => overlapScores(counts).specificity,
	volumeError: ({ counts, voxelMm3 }) => Math.abs(counts.falsePositives - counts.falseNegatives) * voxelMm3,
	relativeVolumeError: ({ counts: { truePositives, falsePositives, falseNegatives } }) =>
		Math.abs(falsePositives - falseNegatives) / (truePositives + falseNegatives),
	hd: ({ surfaces }) => hausdorffDistance(surfaces()),
	hd95: ({ surfaces }) => hausdorffDistance(surfaces(), 95),
	assd: ({ surfaces }) => averageSurfaceDistance(surfaces()),
	nsd: ({ surfaces, options }) => normalizedSurfaceDice(surfaces(), options.toleranceMm),
	centreDistance: ({ masks }) => maskCentreDistance(masks),
	boundaryIou: ({ masks, boundaryMm }) => maskBoundaryIou(masks, boundaryMm),
	lesionF1: ({ lesions, options }) => matchLesions(lesions(), options.lesionMinIou).f1,
	panopticQuality: ({ lesions }) => matchLesions(lesions()).panopticQuality,
};

/** The value of a metric of a region that both masks hold. */
export function measureMask(metric: MetricName, region: FullRegion): number | null {
	return measures[metric](region);
}

/** Puts together what the metrics of a region read. */
export function fullRegion(parts: Omit<FullRegion, 'surfaces' | 'lesions'>): FullRegion {
	const { masks, options } = parts;
	return {
		...parts,
		surfaces: once(() => maskSurfaceDistances(masks, options.surface)),
		lesions: once(() => findLesions(masks, options.connectivity)),
	};
}

function once<T>(compute: () => T): () => T {
	let found: T | undefined;
	return () => {
		found ??= compute();
		return found;
	};
}
