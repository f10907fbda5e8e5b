import type { Command } from '../usage/command.ts';
import { ENGINE_ARGS, engineFlags } from '../usage/engineFlags.ts';
import { wholeFlag } from '../usage/flagValues.ts';

/** `unetr bench`: how long a network takes here, and where the time goes. */
export const benchCommand: Command = {
	name: 'bench',
	description: 'Time the forward pass of a model or bundle; with --profile tell every kernel',
	example: 'unetr bench unetr_small_patch8_48x64x48 --profile',
	args: {
		subject: { type: 'positional', description: 'Names of models, or bundle folders' },
		profile: { type: 'boolean', description: 'Tell time, bytes and operations of every kernel' },
		runs: { type: 'string', valueHint: 'n', description: 'Runs that are timed (3)' },
		...ENGINE_ARGS,
	},
	repeat: true,
	async run({ flags, positionals }) {
		const options = {
			subjects: positionals,
			profile: flags.profile === true,
			runs: wholeFlag('runs', flags.runs) ?? 3,
			engine: engineFlags(flags),
		};
		const { benchRun } = await import('../bench/benchRun.ts');
		return benchRun(options);
	},
};
