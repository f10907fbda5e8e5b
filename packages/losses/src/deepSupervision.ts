import * as tf from '@tensorflow/tfjs';
import { LossError } from './lossError.ts';
import type { SegmentationLoss } from './regionSums.ts';

/** A loss of the logits of several levels, finest first, each on a grid that divides the labels'. */
export type DeepSupervisionLoss = (labels: tf.Tensor, outputs: readonly tf.Tensor[]) => tf.Scalar;

/** Every step-th slice of an axis. */
function everyNth(x: tf.Tensor, axis: number, step: number): tf.Tensor {
	const outer = x.shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
	const inner = x.shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
	const count = x.shape[axis]! / step;
	const split = tf.reshape(x, [outer * count, step, inner]);
	const firsts = tf.slice(split, [0, 0, 0], [outer * count, 1, inner]);
	return tf.reshape(
		firsts,
		x.shape.map((extent, index) => (index === axis ? count : extent)),
	);
}

/** Labels on the grid of coarser logits: the first voxel of each block. */
function onGridOf(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
	return [1, 2, 3].reduce((coarse, axis) => {
		const [from, to] = [labels.shape[axis]!, logits.shape[axis]!];
		if (from === to) return coarse;
		if (from % to !== 0) {
			throw new LossError(
				`logits of ${to} voxels along axis ${'ijk'[axis - 1]} do not divide the labels' ${from}; deep supervision needs ` +
					'levels whose size divides the image',
			);
		}
		return everyNth(coarse, axis, from / to);
	}, labels);
}

/**
 * Deep supervision: Σ w_n · loss(labels on the grid of level n, logits of level n), where the weights halve from level
 * to level and sum to 1, as nnU-Net's.
 *
 * @param loss of labels and logits of one level
 * @param weights of the levels, finest first, in place of the halving ones; they are used as they are
 * @returns (labels int32 [B, i, j, k] or [B, i, j, k, 1], logits [B, i/s, j/s, k/s, C] of each level) => scalar
 * @throws LossError (the returned function) where a level's size does not divide the labels', or weights are too few
 * Source: Isensee et al. 2021; Lee et al. 2015, "Deeply-supervised nets".
 */
export function deepSupervision(loss: SegmentationLoss, weights?: readonly number[]): DeepSupervisionLoss {
	return (labels, outputs) => {
		if (outputs.length === 0 || (weights && weights.length !== outputs.length)) {
			throw new LossError(
				`there are ${outputs.length} levels of logits and ${weights?.length ?? 'no'} weights; give one weight for each`,
			);
		}
		const halves = outputs.map((_, level) => 2 ** -level);
		const total = halves.reduce((sum, half) => sum + half, 0);
		return tf.tidy(() => {
			const terms = outputs.map((logits, level) =>
				tf.mul(loss(onGridOf(labels, logits), logits), weights?.[level] ?? halves[level]! / total),
			);
			return tf.addN(terms) as tf.Scalar;
		});
	};
}
