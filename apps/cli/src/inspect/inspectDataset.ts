import { readDataset } from '@unetr/volume';
import { LAYOUT_TEXT } from '../dataset/layoutText.ts';
import type { CommandResult } from '../usage/command.ts';

/** Describes a data set from its list; no image is opened. */
export async function inspectDataset(folder: string): Promise<CommandResult> {
	const dataset = await readDataset(folder);
	const { layout, name, labels, regions, ignoreLabel, modalities, cases, test, warnings } = dataset;
	return {
		json: {
			kind: 'dataset',
			layout,
			name,
			labels,
			regions,
			ignoreLabel: ignoreLabel ?? null,
			modalities,
			cases: cases.map(({ id }) => id),
			test: test.length,
			warnings,
		},
		lines: [
			`${name}: ${LAYOUT_TEXT[layout]}, ${cases.length} cases, ${test.length} more without labels`,
			`channels ${modalities.join(', ') || 'not named'}`,
			...Object.entries(labels).map(([value, label]) => `label ${value}: ${label}`),
			...regions.map((region) => `region ${region.name}: ${region.values.join(', ')}`),
			...(ignoreLabel === undefined ? [] : [`label ${ignoreLabel}: ignored`]),
		],
	};
}
