import { type MetricName, metricRoster } from '../measure/metricRoster.ts';
import type { EmptyCounts, MetricSummaries, MetricSummary } from '../measure/summariseMeasures.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * An evaluation as a Markdown table for a paper or an issue: mean ± deviation [interval] of each metric and region, with
 * how many cases they are of, the counts of empty masks, the policy, and the files that found no partner.
 */
export function summaryMarkdown({ cases, summary, policy, options, unpaired }: Evaluation): string {
	const { regions, foreground } = summary;
	const metrics = Object.keys(foreground.metrics) as MetricName[];
	const head = ['', ...metrics.map(title), 'missed', 'false positive', 'both empty'];
	const row = (name: string, entry: EmptyCounts & { metrics: MetricSummaries }): string[] => [
		name,
		...metrics.map((metric) => formatMetric(entry.metrics[metric])),
		...[entry.missed, entry.falsePositive, entry.bothEmpty].map(String),
	];
	const rows = [...regions.map((region) => row(region.name, region)), row('**mean of cases**', foreground)];
	const missedDistance =
		options.missedDistanceMm === undefined ? "the grid's diagonal" : `${options.missedDistanceMm} mm`;
	const missing = options.missingPredictions === 'empty' ? 'taken as empty' : 'in no mean';
	const percent = Math.round(100 * (options.confidence ?? 0.95));
	return [
		`${cases.length === 1 ? '1 case' : `${cases.length} cases`}; mean ± standard deviation over cases [${percent} % bootstrap interval of the mean], n where not all count.`,
		'',
		line(head),
		line(head.map((_, column) => (column === 0 ? ':--' : '--:'))),
		...rows.map((cells) => line(cells)),
		'',
		`Empty masks: \`${policy.empty}\`. ${policy.text} Missed distance: ${missedDistance}.`,
		...listUnpaired(`without a prediction, ${missing}`, unpaired.references),
		...listUnpaired('without a reference, in no mean', unpaired.predictions),
		'',
	].join('\n');

	function formatMetric(entry: MetricSummary | undefined): string {
		if (entry === undefined || entry.mean === null) return '–';
		const { mean, sd, ci, n } = entry;
		const deviation = sd === null ? '' : ` ± ${short(sd)}`;
		const interval = ci === null ? '' : ` [${short(ci.low)}, ${short(ci.high)}]`;
		return `${short(mean)}${deviation}${interval}${n === cases.length ? '' : ` (n = ${n})`}`;
	}
}

function listUnpaired(what: string, ids: readonly string[]): string[] {
	if (ids.length === 0) return [];
	return ['', `${ids.length} ${what}: ${ids.join(', ')}.`];
}

function title(metric: MetricName): string {
	const { title, unit } = metricRoster[metric];
	return unit === '' ? title : `${title} (${unit})`;
}

/** Three decimals, or none where the integer part says enough. */
function short(value: number): string {
	return value.toFixed(Math.abs(value) >= 1000 ? 0 : 3);
}

function line(cells: readonly string[]): string {
	return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
