import type { Command } from '../usage/command.ts';
import { textFlag } from '../usage/flagValues.ts';
import { SERIES_ARG } from '../usage/seriesArg.ts';

/** `unetr inspect`: what a file, folder, bundle or model holds. */
export const inspectCommand: Command = {
	name: 'inspect',
	description: 'Show what an image, a data set, a bundle or a model holds',
	example: 'unetr inspect scan.nii.gz --voxels "0,0,0;10,12,8" --json',
	args: {
		subject: {
			type: 'positional',
			description:
				'Volume file, DICOM (file, folder, zip), data set (folder, list), bundle folder or model name',
		},
		voxels: { type: 'string', valueHint: 'i,j,k;…', description: 'Voxels to print, separated by ;' },
		...SERIES_ARG,
	},
	async run({ flags, positionals }) {
		const { inspectSubject } = await import('../inspect/inspectSubject.ts');
		return inspectSubject(positionals[0]!, textFlag(flags.voxels), textFlag(flags.series));
	},
};
