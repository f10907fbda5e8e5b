import type { Command } from '../usage/command.ts';

/** `unetr convert`: the same image in another format. */
export const convertCommand: Command = {
	name: 'convert',
	description: 'Write an image in another format, with its affine and voxel type',
	example: 'unetr convert scan.nrrd scan.nii.gz',
	args: {
		input: { type: 'positional', description: 'Volume file (NIfTI, NRRD, MetaImage)' },
		output: { type: 'positional', description: 'File to write; its ending says the format' },
	},
	async run({ positionals }) {
		const { convertRun } = await import('../convert/convertRun.ts');
		return convertRun({ input: positionals[0]!, output: positionals[1]! });
	},
};
