import type { Command } from '../usage/command.ts';
import { ENGINE_ARGS, engineFlags } from '../usage/engineFlags.ts';
import { shareFlag, textFlag } from '../usage/flagValues.ts';
import { SERIES_ARG } from '../usage/seriesArg.ts';

/** `unetr predict`: from a bundle and scans to label maps on each scan's grid. */
export const predictCommand: Command = {
	name: 'predict',
	description: 'Segment scans with a trained bundle; labels lie on the grid of each scan',
	example: 'unetr predict runs/hippocampus scan.nii.gz --out scan_labels.nii.gz',
	args: {
		bundle: { type: 'positional', description: 'Folder with bundle.json, as unetr train writes it' },
		input: { type: 'positional', description: 'Volume files, DICOM folders, or folders of either' },
		out: {
			type: 'string',
			valueHint: 'file|folder',
			required: true,
			description: 'File for one input (.dcm: a DICOM segmentation), folder for several',
		},
		...SERIES_ARG,
		overlap: { type: 'string', valueHint: 'share', description: 'Overlap of the windows, 0 to below 1' },
		...ENGINE_ARGS,
	},
	repeat: true,
	async run({ flags, positionals }) {
		const options = {
			bundle: positionals[0]!,
			inputs: positionals.slice(1),
			out: textFlag(flags.out)!,
			series: textFlag(flags.series),
			overlap: shareFlag('overlap', flags.overlap),
			engine: engineFlags(flags),
		};
		const { predictRun } = await import('../predict/predictRun.ts');
		return predictRun(options);
	},
};
