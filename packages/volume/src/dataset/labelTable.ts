import type { DatasetProblem, LabelRegion } from './dataset.ts';
import { isTable } from './datasetJson.ts';
import { shownJson } from './shownJson.ts';

/** A label table and what is wrong with it. */
export interface LabelTable {
	readonly labels: Record<number, string>;
	readonly regions: readonly LabelRegion[];
	readonly ignoreLabel?: number;
	readonly problems: readonly DatasetProblem[];
	/** Whether no file names the labels; then the label maps do. */
	readonly isOpen?: boolean;
}

const WHOLE = /^(0|[1-9]\d*)$/;

/**
 * Reads the `labels` of a dataset.json: `{"0": "background", …}`, or as nnU-Net writes it `{"background": 0, …}` with
 * `"ignore"` and regions (`"whole": [1, 2]`).
 *
 * Values must be 0, 1, 2 … without a gap, since each is a channel of the network. Values that only regions name are
 * called `label n`.
 */
export function readLabelTable(json: unknown, file: string): LabelTable {
	if (!isTable(json)) {
		const problem = '"labels" is missing or no table';
		const cure = 'give it a table as in {"0": "background", "1": "organ"}';
		return { labels: {}, regions: [], problems: [{ kind: 'labelTable', file, problem, cure }] };
	}
	const labels: Record<number, string> = {};
	const problems: DatasetProblem[] = [];
	const regions = regionsOf(json);
	let ignoreLabel: number | undefined;
	for (const [key, entry] of Object.entries(json)) {
		if (Array.isArray(entry) && regions.some(({ name }) => name === key)) continue;
		const [value, name] = typeof entry === 'number' ? [String(entry), key] : [key, entry];
		if (name === 'ignore' && typeof entry === 'number' && WHOLE.test(value)) ignoreLabel = entry;
		else if (WHOLE.test(value) && typeof name === 'string' && !(Number(value) in labels))
			labels[Number(value)] = name;
		else {
			const problem = `"labels" has the entry ${shownJson(key)}: ${shownJson(entry)}`;
			const cure = 'give every whole number from 0 on one name';
			problems.push({ kind: 'labelTable', file, problem, cure });
		}
	}
	for (const { name, values } of regions)
		for (const value of values) labels[value] ??= values.length === 1 ? name : `label ${value}`;
	if (problems.length === 0) problems.push(...gapProblems(labels, file));
	if (ignoreLabel !== undefined && ignoreLabel in labels) {
		const problem = `"labels" gives the value ${ignoreLabel} to "ignore" and to ${shownJson(labels[ignoreLabel])}`;
		problems.push({ kind: 'labelTable', file, problem, cure: 'give "ignore" a value of its own' });
	}
	return { labels, regions, ...(ignoreLabel === undefined ? {} : { ignoreLabel }), problems };
}

/** The regions of a table; where one entry is a region, every class but the background is one. */
function regionsOf(json: Readonly<Record<string, unknown>>): LabelRegion[] {
	const entries = Object.entries(json);
	if (!entries.some(([, entry]) => isRegion(entry))) return [];
	return entries.flatMap(([name, entry]) => {
		const values = typeof entry === 'number' ? [entry] : entry;
		return name !== 'ignore' && isRegion(values) ? [{ name, values }] : [];
	});
}

function isRegion(entry: unknown): entry is number[] {
	return (
		Array.isArray(entry) && entry.length > 0 && entry.every((value) => Number.isInteger(value) && value > 0)
	);
}

/** Reports missing values below the largest one. */
export function gapProblems(labels: Readonly<Record<number, string>>, file: string): DatasetProblem[] {
	const values = Object.keys(labels).map(Number);
	const largest = Math.max(0, ...values);
	if (values.length === largest + 1) return [];
	const missing: number[] = [];
	for (let value = 0; value < largest && missing.length < 10; value++)
		if (!(value in labels)) missing.push(value);
	if (values.length === 0) missing.push(0);
	const problem = `the label table has a gap: ${values.join(', ') || 'nothing'} is there, ${missing.join(', ')} is not`;
	const cure = 'number the labels 0 (background), 1, 2 … without a gap, in the label maps too';
	return [{ kind: 'labelTable', file, problem, cure }];
}
