import type { Command } from '../usage/command.ts';
import { ENGINE_ARGS, engineFlags } from '../usage/engineFlags.ts';
import { textFlag, wholeFlag } from '../usage/flagValues.ts';
import { lengthFlags } from '../usage/lengthFlags.ts';

/** `unetr demo`: the whole way on phantoms, or on a data set of one's own. */
export const demoCommand: Command = {
	name: 'demo',
	description: 'Make MRI-like phantoms, train a small UNETR, segment held-out cases, write a report',
	example: 'unetr demo --out demo-run',
	args: {
		data: { type: 'string', valueHint: 'folder', description: 'Data set folder to use instead of phantoms' },
		out: { type: 'string', valueHint: 'folder', description: 'Folder of the run', default: 'demo-run' },
		steps: { type: 'string', valueHint: 'n', description: 'Training steps (700 when no length is given)' },
		minutes: { type: 'string', valueHint: 'n', description: 'Time for training and predictions instead' },
		cases: { type: 'string', valueHint: 'n', description: 'Number of phantoms', default: '36' },
		seed: {
			type: 'string',
			valueHint: 'n',
			description: 'Seed of phantoms, weights and batches',
			default: '42',
		},
		...ENGINE_ARGS,
	},
	async run({ flags }) {
		const options = {
			data: textFlag(flags.data),
			out: textFlag(flags.out)!,
			...lengthFlags(flags, ['steps', 'minutes']),
			cases: wholeFlag('cases', flags.cases, 4)!,
			seed: wholeFlag('seed', flags.seed, 0)!,
			engine: engineFlags(flags),
		};
		const { demoRun } = await import('../demo/demoRun.ts');
		return demoRun(options);
	},
};
