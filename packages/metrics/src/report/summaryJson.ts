import type { ClassStatus } from '../emptyPolicy.ts';
import type { RegionMeasures } from '../measure/measureRegions.ts';
import { type MetricName, metricRoster } from '../measure/metricRoster.ts';
import { caseMean, type EmptyCounts, type MetricSummaries } from '../measure/summariseMeasures.ts';
import type { Region } from '../region.ts';
import { summarise } from '../summary.ts';
import type { Evaluation } from './evaluation.ts';

/** Values by the names that nnU-Net has for them, then by ours. */
export type NamedValues = Readonly<Record<string, number | null>>;

/** What a `summary.json` holds. */
export interface SummaryJson {
	/** As nnU-Net's: mean over regions of their means. */
	readonly foreground_mean: NamedValues;
	/** As nnU-Net's: by label, `"1"`, or by region, `"(1, 2)"`. */
	readonly mean: Readonly<Record<string, NamedValues>>;
	/** As nnU-Net's, with which masks hold each region beside the numbers. */
	readonly metric_per_case: readonly {
		readonly metrics: Readonly<Record<string, NamedValues>>;
		readonly status: Readonly<Record<string, ClassStatus>>;
		/** null where there is none and it counts as empty. */
		readonly prediction_file: string | null;
		readonly reference_file: string;
	}[];
	/** Dice by region and case, null where the policy leaves it out, with the case's mean. */
	readonly cases: readonly {
		readonly id: string;
		readonly perClass: Readonly<Record<string, number | null>>;
		readonly mean: number | null;
	}[];
	/** Mean, deviation, n and interval of every metric by region, with the counts of empty masks. */
	readonly summary: Readonly<Record<string, EmptyCounts & { readonly metrics: MetricSummaries }>>;
	/** Names of the regions. */
	readonly labels: Readonly<Record<string, string>>;
	readonly policy: Readonly<Record<string, string>>;
	readonly options: Evaluation['options'];
	readonly unpaired: Evaluation['unpaired'];
}

/** nnU-Net's names of our values. */
const THEIR_NAMES: Partial<Record<MetricName, string>> = { dice: 'Dice', iou: 'IoU' };

/**
 * An evaluation as nnU-Net's `summary.json`, with everything else beside it.
 *
 * Where nnU-Net writes NaN, which is no JSON, this is null. Its voxel counts are means over cases in `mean`, as there.
 */
export function summaryJson(evaluation: Evaluation): SummaryJson {
	const { cases, summary, policy, options, unpaired } = evaluation;
	const { regions, foreground } = summary;
	const means = regions.map((_, index) => meanValues(cases.map((one) => namedValues(one.regions[index]))));
	const keyed = <T>(values: readonly T[]): Record<string, T> =>
		Object.fromEntries(regions.map((region, index) => [regionKey(region), values[index]]));
	return {
		foreground_mean: meanValues(means),
		mean: keyed(means),
		metric_per_case: cases.map((one) => ({
			metrics: keyed(one.regions.map(namedValues)),
			status: keyed(one.regions.map(({ status }) => status)),
			prediction_file: one.prediction,
			reference_file: one.reference,
		})),
		cases: cases.map((one) => ({
			id: one.id,
			perClass: keyed(one.regions.map(({ values }) => values.dice ?? null)),
			mean: caseMean(one.regions, 'dice'),
		})),
		summary: { ...keyed(regions.map(({ name: _name, labels: _labels, ...rest }) => rest)), foreground },
		labels: keyed(regions.map(({ name }) => name)),
		policy,
		options,
		unpaired,
	};
}

/** `"1"` for a label, `"(1, 2)"` for several, as nnU-Net writes them. */
export function regionKey({ labels }: Region): string {
	return labels.length === 1 ? String(labels[0]) : `(${labels.join(', ')})`;
}

function namedValues(region: RegionMeasures): Record<string, number | null> {
	const { truePositives, falsePositives, falseNegatives, trueNegatives, values } = region;
	return {
		...Object.fromEntries(
			Object.entries(THEIR_NAMES).map(([ours, theirs]) => [theirs, values[ours as MetricName] ?? null]),
		),
		TP: truePositives,
		FP: falsePositives,
		FN: falseNegatives,
		TN: trueNegatives,
		n_pred: truePositives + falsePositives,
		n_ref: truePositives + falseNegatives,
		...Object.fromEntries(
			Object.entries(values).filter(([name]) => name in metricRoster && !(name in THEIR_NAMES)),
		),
	};
}

function meanValues(rows: readonly NamedValues[]): Record<string, number | null> {
	return Object.fromEntries(
		Object.keys(rows[0] ?? {}).map((name) => {
			const values = rows.map((row) => row[name]);
			return [name, summarise(values).mean];
		}),
	);
}
