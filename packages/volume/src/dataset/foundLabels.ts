import { readVolume } from '../readVolume.ts';
import { VolumeError } from '../volumeError.ts';
import type { DatasetCase } from './dataset.ts';
import { labelCounts } from './labelCounts.ts';
import { gapProblems, type LabelTable } from './labelTable.ts';
import { unreadable } from './unreadable.ts';

/** The label table of a data set that has none: the whole numbers that occur in its label maps. */
export function tableOfValues(values: Iterable<number>, root: string): LabelTable {
	const labels: Record<number, string> = { 0: 'background' };
	for (const value of values) if (Number.isInteger(value) && value >= 0) labels[value] ??= `label ${value}`;
	return { labels, regions: [], problems: gapProblems(labels, root) };
}

/** Reads the label maps of a data set for its table. */
export async function foundLabels(
	cases: readonly DatasetCase[],
	root: string,
	signal: AbortSignal | undefined,
): Promise<LabelTable> {
	const values = new Set<number>();
	const problems: LabelTable['problems'][number][] = [];
	for (const { id, label } of cases) {
		if (label === undefined) continue;
		try {
			const { voxels } = await readVolume(label, signal && { signal });
			for (const value of labelCounts(voxels).keys()) values.add(value);
		} catch (cause) {
			if (!(cause instanceof VolumeError)) throw cause;
			problems.push(unreadable(label, id, cause));
		}
	}
	const table = tableOfValues(values, root);
	return { ...table, problems: [...problems, ...table.problems] };
}
