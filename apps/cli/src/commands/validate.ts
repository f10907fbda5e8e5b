import type { Command } from '../usage/command.ts';

/** `unetr validate`: everything that is wrong with a data set. */
export const validateCommand: Command = {
	name: 'validate',
	description: 'Read every case of a data set and list all its problems at once',
	example: 'unetr validate data/hippocampus',
	args: { data: { type: 'positional', description: 'Folder with dataset.json, imagesTr and labelsTr' } },
	async run({ positionals }) {
		const { validateRun } = await import('../dataset/validateRun.ts');
		return validateRun(positionals[0]!);
	},
};
