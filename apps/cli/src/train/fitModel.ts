import type * as tf from '@tensorflow/tfjs';
import {
	adamW,
	type FitResult,
	type PreparedCase,
	Trainer,
	TrainingSet,
	type ValidationEntry,
	ValidationSet,
	warmupCosine,
} from '@unetr/training';
import type { AugmentationSpec } from '@unetr/transforms';
import { Progress } from '../progress.ts';
import { ignoring } from './lossChoice.ts';
import { INFERENCE, roiSizeOf } from './pipeline.ts';
import type { RunConfig } from './runConfig.ts';
import { runIdentity } from './runIdentity.ts';

/** What training needs beside the run's configuration. */
export interface FitInput {
	readonly config: RunConfig;
	readonly folder: string;
	readonly model: tf.LayersModel;
	readonly train: readonly PreparedCase[];
	/** The few cases that are looked at on the way. */
	readonly watched: readonly PreparedCase[];
	/** Minutes for training alone, where the run is limited by time. */
	readonly minutes: number | undefined;
	readonly recompute: boolean;
	readonly resume: boolean;
	readonly signal: AbortSignal;
}

/** Steps between two checkpoints. */
const CHECKPOINT_EVERY = 50;

/** Trains the model with progress on stderr; stops after the current step when the signal says so. */
export async function fitModel(input: FitInput): Promise<FitResult> {
	const { config, folder, minutes, resume, signal } = input;
	const trainer = makeTrainer(input);
	const progress = new Progress('train');
	let [loss, dice, seconds] = [Number.NaN, '', 0];
	const show = (step: number, total: number | undefined): void => {
		const facts = [`loss ${loss.toFixed(3)}`, dice, `${seconds.toFixed(2)} s/step`].filter(
			(fact) => fact !== '',
		);
		progress.update({ done: step, facts, ...(total === undefined ? {} : { total }) });
	};
	try {
		return await trainer.fit({
			...(minutes === undefined ? config.length : { minutes }),
			checkpointFolder: folder,
			checkpointEvery: CHECKPOINT_EVERY,
			resume,
			signal,
			onStep: (entry) => {
				loss = Number.isNaN(loss) ? entry.loss : 0.9 * loss + 0.1 * entry.loss;
				seconds = seconds === 0 ? entry.seconds : 0.8 * seconds + 0.2 * entry.seconds;
				show(entry.step, entry.totalSteps);
			},
			onValidation: (entry) => {
				dice = `val Dice ${entry.score?.toFixed(3) ?? 'undefined'}`;
				progress.message(describeValidation(entry));
			},
		});
	} finally {
		progress.end();
		trainer.dispose();
	}
}

function makeTrainer({ config, model, train, watched, recompute }: FitInput): Trainer {
	const { optimizer, seed, batch } = config;
	const roiSize = roiSizeOf(config);
	const { labels: classes, ignoreLabel } = config.dataset;
	const ignored = ignoreLabel === undefined ? {} : { ignoreLabel };
	return new Trainer({
		model,
		loss: ignoring(config.loss, ignoreLabel),
		optimizer: adamW({ weightDecay: optimizer.weightDecay }),
		schedule: warmupCosine({ warmupSteps: optimizer.warmupSteps, base: optimizer.learningRate }),
		clipNorm: optimizer.clipNorm,
		recompute,
		batches: new TrainingSet({
			cases: train,
			roiSize,
			batchSize: batch,
			seed,
			...ignored,
			augmentation: config.augmentation as AugmentationSpec,
			onWarning: (message) => process.stderr.write(`Note: ${message}\n`),
		}),
		validation: new ValidationSet({ cases: watched, classes, roiSize, ...ignored, ...INFERENCE }),
		seed,
		config: runIdentity(config),
	});
}

function describeValidation({ step, score, classes, cases }: ValidationEntry): string {
	const perClass = classes.slice(1).map(({ name, dice }) => `${name} ${dice?.toFixed(3) ?? 'undefined'}`);
	return `step ${step}: Dice ${score?.toFixed(3) ?? 'undefined'} on ${cases.length} held-out cases (${perClass.join(', ')})`;
}
