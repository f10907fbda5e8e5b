import type { EmptyPolicy } from '@unetr/metrics';
import type { Command } from '../usage/command.ts';
import { textFlag } from '../usage/flagValues.ts';

/** `unetr evaluate`: Dice of label maps against references. */
export const evaluateCommand: Command = {
	name: 'evaluate',
	description: 'Compare label maps with references: Dice of each class and case',
	example: 'unetr evaluate runs/hippocampus/predictions data/hippocampus/labelsTr --json',
	args: {
		predictions: { type: 'positional', description: 'Label file, or folder of them' },
		references: { type: 'positional', description: 'Reference file, or folder of them; paired by name' },
		labels: {
			type: 'string',
			valueHint: 'folder',
			description: 'Data set or bundle that names the labels; numbered after the references when left out',
		},
		empty: {
			type: 'enum',
			options: ['exclude', 'one', 'excludeEmptyReference'],
			description: 'What empty masks give: left out, 1, or left out where the reference is empty',
			default: 'exclude',
		},
	},
	async run({ flags, positionals }) {
		const options = {
			predictions: positionals[0]!,
			references: positionals[1]!,
			labels: textFlag(flags.labels),
			empty: textFlag(flags.empty) as EmptyPolicy,
		};
		const { evaluateRun } = await import('../evaluate/evaluateRun.ts');
		return evaluateRun(options);
	},
};
