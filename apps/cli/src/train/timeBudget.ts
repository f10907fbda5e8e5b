import * as tf from '@tensorflow/tfjs';
import { predictWith, slidingWindow } from '@unetr/inference';
import type { PreparedCase } from '@unetr/training';
import { INFERENCE, roiSizeOf } from './pipeline.ts';
import type { RunConfig } from './runConfig.ts';

/** What the end of a run will cost. */
export interface FinalPart {
	readonly config: RunConfig;
	readonly model: tf.LayersModel;
	readonly watched: readonly PreparedCase[];
	/** Number of cases to predict at the end. */
	readonly heldOut: number;
}

/** Seconds for the bundle, the report and reading files. */
const OTHER_SECONDS = 8;
/** Least share of the time that is left to training. */
const LEAST = 0.3;

/**
 * Minutes left to training when the whole run may take `minutes`: one prediction is timed (after a first one that
 * compiles kernels) and taken off for every held-out case.
 *
 * @param started - When the run began, on the clock of `performance.now()`.
 */
export async function trainingMinutes(minutes: number, started: number, part: FinalPart): Promise<number> {
	const [first] = part.watched;
	await predictOnce(part, first!);
	const seconds = await predictOnce(part, first!);
	const elapsed = (performance.now() - started) / 1000;
	const left = 60 * minutes - elapsed - 1.2 * seconds * part.heldOut - OTHER_SECONDS;
	return Math.max(left, LEAST * 60 * minutes) / 60;
}

async function predictOnce({ config, model }: FinalPart, { image }: PreparedCase): Promise<number> {
	const started = performance.now();
	const input = tf.tensor5d(image.values, [1, ...image.shape, image.channels]);
	const logits = await slidingWindow(input, predictWith(model), { roiSize: roiSizeOf(config), ...INFERENCE });
	await logits.data();
	tf.dispose([input, logits]);
	return (performance.now() - started) / 1000;
}
