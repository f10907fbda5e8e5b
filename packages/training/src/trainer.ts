import type * as tf from '@tensorflow/tfjs';
import { type Predict, predictWith } from '@unetr/inference';
import { createLoss, type LossSpec, type SegmentationLoss } from '@unetr/losses';
import { clipFactor } from './clipFactor.ts';
import { namedWeights } from './namedWeights.ts';
import type { Optimizer } from './optimizer.ts';
import { TrainingError } from './trainingError.ts';
import { type FitOptions, type FitResult, TrainingRun } from './trainingRun.ts';
import type { RunIdentity } from './trainingState.ts';
import { beginStep, gradientsOf, type TrainingBatch } from './trainStep.ts';
import type { ValidationReport } from './validationReport.ts';
import type { Schedule } from './warmupCosine.ts';

/** Where the batches come from; a batch depends on the step alone, so that a run can be resumed at any step. */
export interface BatchSource {
	/** Batches in a pass over the training cases. */
	readonly stepsPerEpoch: number;
	/** @param step from 1 */
	batch(step: number): TrainingBatch | Promise<TrainingBatch>;
}

/** What a validation is given beside the network. */
export interface ValidationOptions {
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: { done: number; total: number }) => void;
}

/** Measures a network on cases that are never trained on. */
export interface Validator {
	run(predict: Predict, options: ValidationOptions): Promise<ValidationReport>;
}

/** What a Trainer is made of. */
export interface TrainerOptions {
	/** From [B, i, j, k, Cin] to logits [B, i, j, k, classes]; stays the caller's. */
	readonly model: tf.LayersModel;
	/** A loss, or its name and options as JSON holds them, which a resumed run has to share. */
	readonly loss: SegmentationLoss | LossSpec;
	readonly optimizer: Optimizer;
	readonly schedule: Schedule;
	/** Bound on the L2 norm over all gradients; none when left out. */
	readonly clipNorm?: number;
	readonly batches: BatchSource;
	readonly validation?: Validator;
	/**
	 * Whether the backward pass computes parts of the network again instead of keeping what is inside them: about three
	 * tenths less memory for a quarter more time; false by default. Not recorded in a run: it may be resumed either way.
	 */
	readonly recompute?: boolean;
	/** Recorded with every step; the batches take their random numbers from their own copy of it. */
	readonly seed: number;
	/** Facts that a resumed run has to share: data set, fold, model configuration …; JSON values. */
	readonly config?: unknown;
}

/** What a step has measured. */
export interface StepFigures {
	readonly loss: number;
	readonly gradNorm: number;
	readonly lr: number;
	readonly caseIds: readonly string[];
}

/** Trains a model: batches, gradients, clipping, optimizer, validation, checkpoints, log and exact resume. */
export class Trainer {
	readonly options: TrainerOptions;
	readonly #loss: SegmentationLoss;
	/** Weights that the optimizer moves, by name. */
	readonly trained: ReadonlyMap<string, tf.Variable>;
	/** All weights, as a checkpoint holds them. */
	readonly weights: ReadonlyMap<string, tf.Variable>;

	/**
	 * @throws TrainingError where a weight has no name of its own or the clip norm is not above 0
	 * @throws LossError where there is no loss of that name, or it has no such option
	 */
	constructor(options: TrainerOptions) {
		if (options.clipNorm !== undefined && !(options.clipNorm > 0)) {
			throw new TrainingError(`clipNorm is ${options.clipNorm}; give a number above 0 or leave it out.`);
		}
		this.options = options;
		this.#loss = typeof options.loss === 'function' ? options.loss : createLoss(options.loss);
		this.trained = namedWeights(options.model, 'trained');
		this.weights = namedWeights(options.model, 'all');
	}

	/**
	 * Trains for a number of steps, epochs or minutes, or goes on with a run that was stopped.
	 *
	 * With `resume` the result is bit for bit that of an uninterrupted run on the same backend and threads.
	 *
	 * @param options length, checkpoints, callbacks and signal
	 * @returns status 'stopped' where the signal stopped it; the checkpoint is written then
	 * @throws TrainingError where the loss is not finite, the folder holds another run, or the length is none
	 * @throws CheckpointError where a checkpoint cannot be read or written
	 */
	async fit(options: FitOptions): Promise<FitResult> {
		const run = await TrainingRun.start(this, options);
		return run.toEnd();
	}

	/** Frees the optimizer's state; the model stays. */
	dispose(): void {
		this.options.optimizer.dispose();
	}

	/** What a checkpoint records of this run, so that only the same run is resumed. */
	get identity(): RunIdentity {
		const { seed, batches, optimizer, clipNorm = null, config = null } = this.options;
		const loss = typeof this.options.loss === 'function' ? null : this.options.loss;
		const { stepsPerEpoch } = batches;
		return { seed, stepsPerEpoch, optimizer: optimizer.settings, clipNorm, loss, config };
	}

	/** The network as inference calls it. */
	get predict(): Predict {
		return predictWith(this.options.model);
	}

	/**
	 * One step: batch, gradients, clipping, update.
	 *
	 * @param step from 1
	 * @param totalSteps Infinity while it is not known
	 * @throws TrainingError for a loss or gradient that is not finite, before any weight is changed
	 */
	async step(step: number, totalSteps: number): Promise<StepFigures> {
		const { model, optimizer, schedule, clipNorm, batches, recompute } = this.options;
		const batch = await batches.batch(step);
		beginStep(model, step);
		const result = await gradientsOf(model, this.#loss, this.trained, batch, recompute);
		try {
			assertFinite(result, step, batch.caseIds);
			const lr = schedule(step, totalSteps);
			const gradScale = clipFactor(result.norm, clipNorm);
			optimizer.update(this.trained, result.gradients, { learningRate: lr, gradScale });
			return { loss: result.loss, gradNorm: result.norm, lr, caseIds: batch.caseIds };
		} finally {
			result.dispose();
		}
	}
}

function assertFinite(
	{ loss, norm }: { loss: number; norm: number },
	step: number,
	caseIds: readonly string[],
): void {
	if (Number.isFinite(loss) && Number.isFinite(norm)) return;
	const what = Number.isFinite(loss)
		? `gradient norm of step ${step} is ${norm}`
		: `loss of step ${step} is ${loss}`;
	throw new TrainingError(
		`The ${what} on ${caseIds.join(', ')}; lower the learning rate or look at these cases. The last checkpoint is unchanged.`,
	);
}
