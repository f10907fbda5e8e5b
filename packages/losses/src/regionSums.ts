import * as tf from '@tensorflow/tfjs';
import { softmaxRegionSums } from '@unetr/ops';
import { LossError } from './lossError.ts';

/** A loss on class numbers [B, i, j, k] or [B, i, j, k, 1] and logits [B, i, j, k, C], differentiable in the logits. */
export type SegmentationLoss = (labels: tf.Tensor, logits: tf.Tensor) => tf.Scalar;

/** Sums over the voxels of an item, each [B, C], with p = softmax(logits) and y the one-hot labels. */
export interface RegionSums {
	/** sum p y */
	readonly intersection: tf.Tensor2D;
	/** sum p */
	readonly probability: tf.Tensor2D;
	/** sum p^2 */
	readonly squaredProbability: tf.Tensor2D;
	/** sum y, in voxels */
	readonly target: tf.Tensor2D;
	/** sum -y log p */
	readonly crossEntropy: tf.Tensor2D;
}

/**
 * Makes the per-class sums from which the losses are put together, in one kernel.
 *
 * @param labels class numbers as int32, [B, ...space] or [B, ...space, 1]
 * @param logits [B, ...space, C]
 * @throws LossError where the shapes do not fit
 */
export function regionSums(labels: tf.Tensor, logits: tf.Tensor): RegionSums {
	const space = logits.shape.slice(0, -1);
	const fits =
		logits.rank >= 3 &&
		(labels.rank === space.length || (labels.rank === logits.rank && labels.shape.at(-1) === 1)) &&
		space.every((size, axis) => size === labels.shape[axis]);
	if (!fits) {
		throw new LossError(
			`labels have shape [${labels.shape}] and logits [${logits.shape}]; labels have to be [${space}] or [${space},1].`,
		);
	}
	const flat = labels.rank === space.length ? labels : tf.reshape(labels, space);
	const sums = softmaxRegionSums(logits, flat.dtype === 'int32' ? flat : tf.cast(flat, 'int32')); // [B, C, 5]
	const [intersection, probability, squaredProbability, target, crossEntropy] = tf.unstack(sums, 2) as [
		tf.Tensor2D,
		tf.Tensor2D,
		tf.Tensor2D,
		tf.Tensor2D,
		tf.Tensor2D,
	];
	return { intersection, probability, squaredProbability, target, crossEntropy };
}
