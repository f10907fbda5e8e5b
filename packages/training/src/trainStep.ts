import * as tf from '@tensorflow/tfjs';
import { deepSupervision, type SegmentationLoss } from '@unetr/losses';
import { sumSquares, variableGrads } from '@unetr/ops';
import { applyRecomputed } from './recompute/applyRecomputed.ts';

/** Patches and their labels for one step, with the ids of the cases they come from. */
export interface TrainingBatch {
	/** [B, i, j, k, C], row-major. */
	readonly images: Float32Array;
	/** Class numbers [B, i, j, k], row-major. */
	readonly labels: Int32Array;
	readonly shape: readonly [number, number, number, number, number];
	readonly caseIds: readonly string[];
}

/** Loss and gradients of one batch; `dispose` frees the gradients. */
export interface StepGradients {
	readonly loss: number;
	/** L2 norm over all gradients. */
	readonly norm: number;
	readonly gradients: ReadonlyMap<string, tf.Tensor>;
	dispose(): void;
}

/** A layer that draws random numbers in training and can be told from which step on. */
interface SteppedLayer {
	beginStep(step: number): void;
}

/**
 * Tells layers such as dropout which step begins, so that their random numbers depend on the step alone.
 *
 * @param step from 1
 */
export function beginStep(model: tf.LayersModel, step: number): void {
	for (const layer of model.layers as readonly (tf.layers.Layer & Partial<SteppedLayer>)[])
		layer.beginStep?.(step);
}

/**
 * Runs a network forward and backward over one batch.
 *
 * @param model from [B, i, j, k, C] to logits, or to those of several levels, which deep supervision joins
 * @param loss of labels and logits
 * @param variables the trained weights by name; one that the loss does not depend on gets no gradient
 * @param batch see {@link TrainingBatch}
 * @param recompute whether parts of the network are computed again on the way back instead of kept
 */
export async function gradientsOf(
	model: tf.LayersModel,
	loss: SegmentationLoss,
	variables: ReadonlyMap<string, tf.Variable>,
	batch: TrainingBatch,
	recompute = false,
): Promise<StepGradients> {
	const images = tf.tensor5d(batch.images, [...batch.shape]);
	const [b, i, j, k] = batch.shape;
	const labels = tf.tensor4d(batch.labels, [b, i, j, k], 'int32');
	const { value, grads } = variableGrads(() => {
		const outputs = recompute
			? applyRecomputed(model, images)
			: [model.apply(images, { training: true }) as tf.Tensor | tf.Tensor[]].flat();
		return outputs.length === 1 ? loss(labels, outputs[0]!) : deepSupervision(loss)(labels, outputs);
	}, [...variables.values()]);
	tf.dispose([images, labels]);
	const gradients = new Map<string, tf.Tensor>();
	for (const [name, variable] of variables) {
		const gradient = grads[variable.name];
		if (gradient) gradients.set(name, gradient);
	}
	// One read for both numbers: on a GPU each read waits for everything before it.
	const figures = tf.tidy(() => tf.stack([value, tf.addN([...gradients.values()].map(sumSquares))]));
	const [lossValue, squaredNorm] = (await figures.data()) as Float32Array;
	tf.dispose([value, figures]);
	return {
		loss: lossValue!,
		norm: Math.sqrt(squaredNorm!),
		gradients,
		dispose: () => tf.dispose([...gradients.values()]),
	};
}
