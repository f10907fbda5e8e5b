import type { Dataset } from './dataset.ts';
import type { Fault } from './gridFault.ts';

/** How many values one sentence names. */
const NAMED = 5;

/**
 * What is wrong with the values of a label map: no whole numbers, or not in the table.
 * @param table where the values themselves make the table, none
 */
export function labelFaults(
	counts: ReadonlyMap<number, number>,
	table: Pick<Dataset, 'labels' | 'ignoreLabel'> | undefined,
): Fault[] {
	const isKnown = (value: number): boolean =>
		table === undefined
			? Number.isInteger(value) && value >= 0
			: value in table.labels || value === table.ignoreLabel;
	const strange = [...counts.keys()].filter((value) => !isKnown(value));
	const broken = strange.filter((value) => !Number.isInteger(value));
	const unknown = strange.filter((value) => Number.isInteger(value));
	const faults: Fault[] = [];
	if (broken.length > 0) {
		const problem = `it holds values that are no whole numbers: ${told(broken, counts)}`;
		const cure = 'write the label map again with whole numbers; it may have been resampled like an image';
		faults.push({ kind: 'fractionalLabel', problem, cure });
	}
	if (unknown.length > 0) {
		const problem = `it holds values that the label table does not name: ${told(unknown, counts)}`;
		const cure = 'name them in dataset.json or correct the label map';
		faults.push({ kind: 'unknownLabel', problem, cure });
	}
	return faults;
}

function told(values: readonly number[], counts: ReadonlyMap<number, number>): string {
	const sorted = values.toSorted((a, b) => a - b);
	const named = sorted.slice(0, NAMED).map((value) => `${value} (${counts.get(value)} voxels)`);
	if (sorted.length > NAMED) named.push(`${sorted.length - NAMED} more`);
	return named.join(', ');
}
