import { defaultAugmentation, defaultPreprocessing } from '@unetr/transforms';
import type { Dataset } from '@unetr/volume';
import type { ChosenSplit } from '../dataset/chooseSplit.ts';
import { labelNames } from '../dataset/labelNames.ts';
import type { LengthChoice } from '../usage/lengthFlags.ts';
import { DEFAULT_LOSS } from './lossChoice.ts';
import type { BuiltModel } from './modelChoice.ts';
import type { RunConfig } from './runConfig.ts';
import type { TrainOptions } from './trainOptions.ts';

const WEIGHT_DECAY = 1e-2;
const CLIP_NORM = 1;
const WARMUP_STEPS = 30;
const DEFAULT_STEPS = 1200;

/** Puts together what decides a run. */
export function makeRunConfig(
	options: TrainOptions,
	dataset: Dataset,
	split: ChosenSplit,
	{ spec, asked }: BuiltModel,
	earlier: RunConfig | undefined,
): RunConfig {
	const length = chooseLength(options, earlier);
	return {
		formatVersion: 1,
		dataset: {
			name: dataset.name,
			folder: dataset.folder,
			labels: labelNames(dataset),
			...(dataset.ignoreLabel !== undefined && { ignoreLabel: dataset.ignoreLabel }),
		},
		split: {
			fold: split.fold,
			file: split.file ?? null,
			train: [...split.train],
			validation: [...split.val],
		},
		model: { asked, name: spec.name, config: { ...spec.config } },
		preprocessing: { ...defaultPreprocessing },
		augmentation: { ...defaultAugmentation },
		optimizer: {
			name: 'adamw',
			learningRate: options.learningRate,
			weightDecay: WEIGHT_DECAY,
			clipNorm: CLIP_NORM,
			warmupSteps: warmup(length),
		},
		loss: options.loss ?? earlier?.loss ?? DEFAULT_LOSS,
		batch: options.batch,
		seed: options.seed,
		length,
		engine: { ...options.engine },
	};
}

/** A resumed run keeps its length unless another is given, as it keeps its loss. */
function chooseLength(options: LengthChoice, earlier: RunConfig | undefined): RunConfig['length'] {
	const { minutes, epochs, steps } = options;
	if (minutes !== undefined) return { minutes };
	if (epochs !== undefined) return { epochs };
	if (steps !== undefined) return { steps };
	return earlier?.length ?? { steps: DEFAULT_STEPS };
}

/** At most a tenth of the steps, where their number is given. */
function warmup({ steps }: RunConfig['length']): number {
	return steps === undefined ? WARMUP_STEPS : Math.min(WARMUP_STEPS, Math.ceil(steps / 10));
}
