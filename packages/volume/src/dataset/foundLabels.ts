import { readVolume } from '../readVolume.ts';
import { VolumeError } from '../volumeError.ts';
import type { DatasetCase } from './dataset.ts';
import { labelCounts } from './labelCounts.ts';
import { gapProblems, type LabelTable } from './labelTable.ts';
import { unreadable } from './unreadable.ts';

/** The label table of a data set that has none: the whole numbers found in its label maps. */
export async function foundLabels(
	cases: readonly DatasetCase[],
	root: string,
	signal: AbortSignal | undefined,
): Promise<LabelTable> {
	const labels: Record<number, string> = { 0: 'background' };
	const problems: LabelTable['problems'][number][] = [];
	for (const { id, label } of cases) {
		if (label === undefined) continue;
		try {
			for (const value of labelCounts((await readVolume(label, signal && { signal })).voxels).keys())
				if (Number.isInteger(value) && value >= 0) labels[value] ??= `label ${value}`;
		} catch (cause) {
			if (!(cause instanceof VolumeError)) throw cause;
			problems.push(unreadable(label, id, cause));
		}
	}
	return { labels, regions: [], problems: [...problems, ...gapProblems(labels, root)] };
}
