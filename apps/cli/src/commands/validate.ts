import { DATA_DESCRIPTION } from '../dataset/dataDescription.ts';
import type { Command } from '../usage/command.ts';
import { positiveFlag } from '../usage/flagValues.ts';

/** `unetr validate`: everything that is wrong with a data set. */
export const validateCommand: Command = {
	name: 'validate',
	description: 'Read every case of a data set and list all its problems at once',
	example: 'unetr validate data/hippocampus',
	args: {
		data: { type: 'positional', description: DATA_DESCRIPTION },
		tolerance: {
			type: 'string',
			valueHint: 'mm',
			description: 'Largest distance between voxels of image and label map',
			default: '0.01',
		},
	},
	async run({ flags, positionals }) {
		const { validateRun } = await import('../dataset/validateRun.ts');
		return validateRun({ data: positionals[0]!, toleranceMm: positiveFlag('tolerance', flags.tolerance) });
	},
};
