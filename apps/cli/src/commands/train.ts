import { DATA_DESCRIPTION } from '../dataset/dataDescription.ts';
import type { RunLoss } from '../train/lossChoice.ts';
import type { Command } from '../usage/command.ts';
import { ENGINE_ARGS, engineFlags } from '../usage/engineFlags.ts';
import { positiveFlag, textFlag, wholeFlag } from '../usage/flagValues.ts';
import { lengthFlags } from '../usage/lengthFlags.ts';

/** `unetr train`: from a data set folder to a run folder with a bundle and a report. */
export const trainCommand: Command = {
	name: 'train',
	description: 'Train a model on a labelled data set',
	example:
		'unetr train data/hippocampus --model unetr_small_patch8_48x64x48 --splits data/hippocampus/splits_4fold.json --fold 0 --out runs/hippocampus --minutes 35',
	args: {
		data: { type: 'positional', description: DATA_DESCRIPTION },
		model: {
			type: 'string',
			valueHint: 'preset|config.json',
			description: 'Name of a model, or a JSON file {"name": …, …options}',
			default: 'unetr_small_patch8_48x64x48',
		},
		loss: {
			type: 'string',
			valueHint: 'name|JSON',
			description:
				'Loss of @unetr/losses: its name, JSON {"name": …, "options": {…}}, a list of such with weights, or a file of it; Dice + cross entropy when left out',
		},
		out: { type: 'string', valueHint: 'folder', required: true, description: 'Folder of the run' },
		fold: { type: 'string', valueHint: 'k', description: 'Fold to hold out for validation', default: '0' },
		splits: {
			type: 'string',
			valueHint: 'file',
			description: 'Folds: ours, splits_final.json, a list of MONAI; made from the seed when left out',
		},
		groups: {
			type: 'string',
			valueHint: 'file',
			description: 'JSON {"case": "patient"}; a patient is never on both sides of a fold that is made',
		},
		minutes: { type: 'string', valueHint: 'n', description: 'Wall time of the whole run' },
		epochs: { type: 'string', valueHint: 'n', description: 'Passes over the training cases' },
		steps: { type: 'string', valueHint: 'n', description: 'Training steps (1200 when no length is given)' },
		seed: {
			type: 'string',
			valueHint: 'n',
			description: 'Seed of weights, folds and batches',
			default: '42',
		},
		batch: { type: 'string', valueHint: 'n', description: 'Patches a step', default: '2' },
		lr: { type: 'string', valueHint: 'x', description: 'Peak learning rate of AdamW', default: '0.001' },
		...ENGINE_ARGS,
		recompute: { type: 'boolean', description: 'Less memory, a quarter more time: see the README' },
		resume: { type: 'boolean', description: 'Go on from the checkpoint in the run folder' },
	},
	async run({ flags, positionals }) {
		const loss = textFlag(flags.loss);
		const options = {
			data: positionals[0]!,
			model: textFlag(flags.model)!,
			loss: loss === undefined ? undefined : await lossFlag(loss),
			out: textFlag(flags.out)!,
			fold: wholeFlag('fold', flags.fold, 0)!,
			splits: textFlag(flags.splits),
			groups: textFlag(flags.groups),
			...lengthFlags(flags),
			seed: wholeFlag('seed', flags.seed, 0)!,
			batch: wholeFlag('batch', flags.batch)!,
			learningRate: positiveFlag('lr', flags.lr)!,
			engine: engineFlags(flags),
			recompute: flags.recompute === true,
			resume: flags.resume === true,
		};
		const { trainRun } = await import('../train/trainRun.ts');
		return trainRun(options);
	},
};

/** Reads `--loss` before anything else is looked at; the losses are loaded when there is one. */
async function lossFlag(asked: string): Promise<RunLoss> {
	const { readLossSpec } = await import('../train/lossChoice.ts');
	return readLossSpec(asked);
}
