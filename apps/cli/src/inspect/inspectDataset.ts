import { readDataset } from '@unetr/volume';
import type { CommandResult } from '../usage/command.ts';

/** Describes a data set from its list; no image is opened. */
export async function inspectDataset(folder: string): Promise<CommandResult> {
	const { name, labels, modalities, cases, test, warnings } = await readDataset(folder);
	return {
		json: {
			kind: 'dataset',
			name,
			labels,
			modalities,
			cases: cases.map(({ id }) => id),
			test: test.length,
			warnings,
		},
		lines: [
			`${name}: ${cases.length} labelled cases, ${test.length} without labels`,
			`channels ${modalities.join(', ') || 'not named'}`,
			...Object.entries(labels).map(([value, label]) => `label ${value}: ${label}`),
		],
	};
}
