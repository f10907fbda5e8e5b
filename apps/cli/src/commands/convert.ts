import type { Command } from '../usage/command.ts';
import { textFlag } from '../usage/flagValues.ts';
import { SERIES_ARG } from '../usage/seriesArg.ts';

/** `unetr convert`: the same image in another format. */
export const convertCommand: Command = {
	name: 'convert',
	description: 'Write an image in another format, with its affine and voxel type',
	example: 'unetr convert scan.nrrd scan.nii.gz',
	args: {
		input: {
			type: 'positional',
			description: 'Volume file (NIfTI, NRRD, MetaImage), DICOM file, or folder or zip of a series',
		},
		output: { type: 'positional', description: 'File to write; its ending says the format' },
		...SERIES_ARG,
		reference: {
			type: 'string',
			valueHint: 'folder',
			description: 'For labels to .dcm: the DICOM series that was segmented',
		},
		labels: {
			type: 'string',
			valueHint: 'folder',
			description: 'For labels: data set or bundle with their names, which the file then carries',
		},
		labelmap: {
			type: 'boolean',
			description:
				'For labels to .dcm: store the map itself, with its own numbers (DICOM 2024c), not a mask a label',
		},
	},
	async run({ flags, positionals }) {
		const { convertRun } = await import('../convert/convertRun.ts');
		return convertRun({
			input: positionals[0]!,
			output: positionals[1]!,
			series: textFlag(flags.series),
			reference: textFlag(flags.reference),
			labels: textFlag(flags.labels),
			labelmap: flags.labelmap === true,
		});
	},
};
