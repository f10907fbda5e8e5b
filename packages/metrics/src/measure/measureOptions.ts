import type { Connectivity } from '@unetr/volume';
import { type EmptyPolicy, emptyPolicies } from '../emptyPolicy.ts';
import type { GridOptions } from '../labelGrid.ts';
import { MetricsError } from '../metricsError.ts';
import type { Region } from '../region.ts';
import type { SurfaceConvention } from '../surface/surfaceDistances.ts';
import { type MetricName, metricNames } from './metricRoster.ts';

/** What is measured, and how. */
export interface MeasureOptions extends GridOptions {
	/** What is measured; default every label other than 0 that occurs, each for itself. Regions may overlap. */
	readonly regions?: readonly Region[];
	/** Default all. */
	readonly metrics?: readonly MetricName[];
	/** What empty masks give; default `exclude`. */
	readonly emptyPolicy?: EmptyPolicy;
	/** Distance that HD, HD95, ASSD and centre distance take where one mask is empty, in mm; default the grid's diagonal. */
	readonly missedDistanceMm?: number;
	/** Tolerance of NSD in mm; default 1. */
	readonly toleranceMm?: number;
	/** What the surfaces of HD, HD95, ASSD and NSD are made of; default `voxels`. */
	readonly surface?: SurfaceConvention;
	/** Depth of boundary IoU in mm; default 2 % of the grid's diagonal, and the longest side of a voxel at least. */
	readonly boundaryMm?: number;
	/** Neighbours that belong to one lesion; default 26. */
	readonly connectivity?: Connectivity;
	/** IoU above which lesion F1 takes two lesions for the same; default 0.1. Panoptic quality has 0.5. */
	readonly lesionMinIou?: number;
}

/** Options with their defaults, those that depend on the grid left open. */
export type ResolvedOptions = Required<
	Pick<
		MeasureOptions,
		'metrics' | 'emptyPolicy' | 'toleranceMm' | 'surface' | 'connectivity' | 'lesionMinIou'
	>
> &
	MeasureOptions;

/**
 * Fills in defaults.
 *
 * @throws MetricsError for unknown metrics and policies, lengths that are not above 0, and regions of one name
 */
export function resolveOptions(options: MeasureOptions): ResolvedOptions {
	const { metrics = metricNames, emptyPolicy = 'exclude', toleranceMm = 1 } = options;
	const unknown = metrics.find((name) => !metricNames.includes(name));
	if (unknown !== undefined) {
		throw new MetricsError(`There is no metric "${unknown}"; there are ${metricNames.join(', ')}.`);
	}
	if (!emptyPolicies.includes(emptyPolicy)) {
		throw new MetricsError(
			`Unknown policy "${emptyPolicy}" for empty masks; use ${emptyPolicies.join(', ')}.`,
		);
	}
	for (const name of ['missedDistanceMm', 'boundaryMm'] as const) {
		const value = options[name];
		if (value !== undefined && !(value > 0 && value < Number.POSITIVE_INFINITY)) {
			throw new MetricsError(`${name} is ${value}; give a length in mm above 0.`);
		}
	}
	const names = options.regions?.map(({ name }) => name) ?? [];
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined) throw new MetricsError(`Two regions are called ${twice}; give each its own name.`);
	return {
		...options,
		metrics,
		emptyPolicy,
		toleranceMm,
		surface: options.surface ?? 'voxels',
		connectivity: options.connectivity ?? 26,
		lesionMinIou: options.lesionMinIou ?? 0.1,
	};
}
