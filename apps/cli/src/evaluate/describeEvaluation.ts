import {
	type EmptyCounts,
	type Evaluation,
	type MetricName,
	type MetricSummaries,
	metricRoster,
} from '@unetr/metrics';
import { formatSummary } from '../report/formatSummary.ts';

/** An evaluation for people: Dice of each case, every metric of each class, what was missed, and the policy. */
export function describeEvaluation(evaluation: Evaluation, out: string | undefined): string[] {
	const { cases, summary, policy, unpaired, options } = evaluation;
	const missing = options.missingPredictions === 'empty' ? ' (taken as empty)' : ' (in no mean)';
	const dice = (value: number | null | undefined): string => value?.toFixed(4) ?? 'absent';
	const names = summary.regions.map(({ name }) => name);
	return [
		`Dice of ${cases.length} cases: ${names.join(', ')}`,
		...cases.map(({ id, regions }) => [id, ...regions.map(({ values }) => dice(values.dice))].join('  ')),
		...summary.regions.flatMap((region) => describeRegion(region.name, region)),
		...describeRegion('Mean of the cases', summary.foreground),
		policy.text,
		...listUnpaired('without a reference (in no mean)', unpaired.predictions),
		...listUnpaired(`without a prediction${missing}`, unpaired.references),
		...(out === undefined ? [] : [`Written: summary.json, summary.csv and summary.md in ${out}`]),
	];
}

function describeRegion(
	name: string,
	{ missed, falsePositive, bothEmpty, metrics }: EmptyCounts & { readonly metrics: MetricSummaries },
): string[] {
	return [
		'',
		`${name}: missed ${missed}, false positive ${falsePositive}, absent from both ${bothEmpty}`,
		...Object.entries(metrics).map(([metric, entry]) => {
			const { title, unit } = metricRoster[metric as MetricName];
			const { ci } = entry;
			const interval = ci === null ? '' : ` [${ci.low.toFixed(3)}, ${ci.high.toFixed(3)}]`;
			return `  ${`${title}${unit && ` (${unit})`}`.padEnd(24)}${formatSummary(entry)}${interval}`;
		}),
	];
}

function listUnpaired(what: string, ids: readonly string[]): string[] {
	if (ids.length === 0) return [];
	return [`${ids.length} ${what}: ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ', …' : ''}`];
}
