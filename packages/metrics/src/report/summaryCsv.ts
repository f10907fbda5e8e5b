import { type MetricName, metricRoster } from '../measure/metricRoster.ts';
import type { Evaluation } from './evaluation.ts';
import { regionKey } from './summaryJson.ts';

/**
 * An evaluation as a table for spreadsheets and statistics programs: a line a case and region (RFC 4180).
 *
 * A value that the policy leaves out is an empty cell; `status` says why, `policy` which.
 */
export function summaryCsv({ cases, policy }: Evaluation): string {
	const metrics = Object.keys(cases[0]?.regions[0]?.values ?? {}) as MetricName[];
	const head = [
		...['case', 'label', 'name', 'status', 'tp', 'fp', 'fn', 'tn'],
		...['prediction_mm3', 'reference_mm3', ...metrics.map(columnName), 'policy'],
	];
	const lines = cases.flatMap(({ id, regions }) =>
		regions.map((region) => [
			...[id, regionKey(region), region.name, region.status],
			...[region.truePositives, region.falsePositives, region.falseNegatives, region.trueNegatives],
			...[region.predictionVolumeMm3, region.referenceVolumeMm3],
			...metrics.map((metric) => region.values[metric] ?? ''),
			policy.empty,
		]),
	);
	return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** A metric's name with its unit. */
function columnName(metric: MetricName): string {
	const { unit } = metricRoster[metric];
	return unit === '' ? metric : `${metric}_${unit === 'mm' ? 'mm' : 'mm3'}`;
}

function cell(value: string | number): string {
	const text = String(value);
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
