import type { ClassStatus } from '../emptyPolicy.ts';
import { MetricsError } from '../metricsError.ts';
import type { Region } from '../region.ts';
import { type BootstrapOptions, bootstrapMean, type Interval } from '../statistics/bootstrapMean.ts';
import { type Summary, summarise } from '../summary.ts';
import type { RegionMeasures } from './measureRegions.ts';
import type { MetricName } from './metricRoster.ts';

/** A metric over a set of cases. */
export interface MetricSummary extends Summary {
	/** Bootstrap interval of the mean; null below two values. */
	readonly ci: Interval | null;
}

/** Metrics over a set of cases. */
export type MetricSummaries = Readonly<Partial<Record<MetricName, MetricSummary>>>;

/** How often the masks of a region were empty. */
export interface EmptyCounts {
	readonly bothPresent: number;
	/** Cases in which the reference holds the region and the prediction does not. */
	readonly missed: number;
	/** Cases in which the prediction holds the region and the reference does not. */
	readonly falsePositive: number;
	readonly bothEmpty: number;
}

/** One region over a set of cases. */
export interface RegionSummary extends Region, EmptyCounts {
	readonly metrics: MetricSummaries;
}

/** A set of cases. */
export interface MeasuresSummary {
	/** In the order of the regions. */
	readonly regions: readonly RegionSummary[];
	/** Means over cases of each case's mean over its regions; n is in cases, the counts in regions of cases. */
	readonly foreground: EmptyCounts & { readonly metrics: MetricSummaries };
}

/**
 * Sums up the measures of several cases, per region and over all regions.
 *
 * @param cases what `measureRegions` gave for each case, all with the same regions and metrics
 * @param options of the confidence intervals
 * @throws MetricsError where cases differ in their regions
 */
export function summariseMeasures(
	cases: readonly (readonly RegionMeasures[])[],
	options: BootstrapOptions = {},
): MeasuresSummary {
	const [first = []] = cases;
	const names = first.map(({ name }) => name);
	const strange = cases.findIndex((regions) => regions.map(({ name }) => name).join() !== names.join());
	if (strange !== -1) {
		throw new MetricsError(
			`Case ${strange} has other regions than case 0; measure all with the same regions.`,
		);
	}
	const metrics = Object.keys(first[0]?.values ?? {}) as MetricName[];
	const summariesOf = (valuesOf: (metric: MetricName) => (number | null)[]): MetricSummaries =>
		Object.fromEntries(
			metrics.map((metric) => {
				const values = valuesOf(metric);
				return [metric, { ...summarise(values), ci: bootstrapMean(values, options) }];
			}),
		);
	return {
		regions: first.map(({ name, labels }, index) => ({
			name,
			labels,
			...countStatuses(cases.map((regions) => regions[index].status)),
			metrics: summariesOf((metric) => cases.map((regions) => regions[index].values[metric] ?? null)),
		})),
		foreground: {
			...countStatuses(cases.flatMap((regions) => regions.map(({ status }) => status))),
			metrics: summariesOf((metric) => cases.map((regions) => caseMean(regions, metric))),
		},
	};
}

/** Mean of a metric over the regions of a case that count; null where none does. */
export function caseMean(regions: readonly RegionMeasures[], metric: MetricName): number | null {
	return summarise(regions.map(({ values }) => values[metric] ?? null)).mean;
}

function countStatuses(statuses: readonly ClassStatus[]): EmptyCounts {
	const count = (wanted: ClassStatus): number => statuses.filter((status) => status === wanted).length;
	return {
		bothPresent: count('both present'),
		missed: count('missed'),
		falsePositive: count('false positive'),
		bothEmpty: count('both empty'),
	};
}
