import type { DatasetProblem } from './dataset.ts';

/** A label table and what is wrong with it. */
export interface LabelTable {
	readonly labels: Record<number, string>;
	readonly problems: readonly DatasetProblem[];
}

const WHOLE = /^(0|[1-9]\d*)$/;

/**
 * Reads the `labels` of a dataset.json: `{"0": "background", …}`, or `{"background": 0, …}` as nnU-Net writes it.
 * Values must be 0, 1, 2 … without a gap, since each is a channel of the network.
 */
export function readLabelTable(json: unknown, file: string): LabelTable {
	if (typeof json !== 'object' || json === null || Array.isArray(json)) {
		const cure = 'give it a table as in {"0": "background", "1": "organ"}';
		return { labels: {}, problems: [{ file, problem: '"labels" is missing or no table', cure }] };
	}
	const labels: Record<number, string> = {};
	const problems: DatasetProblem[] = [];
	for (const [key, entry] of Object.entries(json)) {
		const [value, name] = typeof entry === 'number' ? [String(entry), key] : [key, entry];
		if (WHOLE.test(value) && typeof name === 'string' && !(Number(value) in labels))
			labels[Number(value)] = name;
		else {
			const problem = `"labels" has the entry ${JSON.stringify(key)}: ${JSON.stringify(entry)}`;
			problems.push({ file, problem, cure: 'give every whole number from 0 on one name' });
		}
	}
	if (problems.length === 0) problems.push(...gapProblems(labels, file));
	return { labels, problems };
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
	return [
		{ file, problem, cure: 'number the labels 0 (background), 1, 2 … without a gap, in the label maps too' },
	];
}
