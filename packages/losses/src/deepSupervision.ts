import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { LossError } from './lossError.ts';
import { type OptionRules, oneOf, weights } from './optionRules.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';

/** A loss of the logits of several levels, finest first, each on a grid of its own. */
export type DeepSupervisionLoss = (labels: tf.Tensor, outputs: readonly tf.Tensor[]) => tf.Scalar;

/** Options of deep supervision. */
export interface DeepSupervisionOptions {
	/** Of the levels, finest first, used as they are; halving from level to level with a sum of 1 when left out. */
	readonly weights?: readonly number[];
	/**
	 * Which voxel's label a coarse voxel takes: the first of its block, as strided convolutions are centred ('first', when
	 * left out), or the one at its middle ('middle', PyTorch's `nearest-exact`).
	 */
	readonly sampling?: 'first' | 'middle';
}

const deepSupervisionRules: OptionRules<DeepSupervisionOptions> = {
	weights,
	sampling: oneOf('first', 'middle'),
};

/**
 * Deep supervision: Σ w_n · loss(labels on the grid of level n, logits of level n), where the weights halve from level
 * to level and sum to 1, as nnU-Net's.
 *
 * @param loss of labels and logits of one level
 * @param options see {@link DeepSupervisionOptions}
 * @returns (labels of the finest grid, logits [B, i', j', k', C] of each level) => scalar
 * @throws LossError for options that it does not have; the returned function where a level is finer than the labels, or
 * weights are too few
 * Source: Isensee et al. 2021; Lee et al. 2015, "Deeply-supervised nets"; MONAI `DeepSupervisionLoss`.
 */
export function deepSupervision(
	loss: SegmentationLoss,
	options: DeepSupervisionOptions = {},
): DeepSupervisionLoss {
	checkOptions('deepSupervision', options, deepSupervisionRules);
	const { weights, sampling = 'first' } = options;
	return (labels, outputs) => {
		if (outputs.length === 0 || (weights && weights.length !== outputs.length)) {
			throw new LossError(
				`there are ${outputs.length} levels of logits and ${weights?.length ?? 'no'} weights; give one weight for each.`,
			);
		}
		const halves = outputs.map((_, level) => 2 ** -level);
		const total = halves.reduce((sum, half) => sum + half, 0);
		return tf.tidy(() => {
			const terms = outputs.map((logits, level) =>
				tf.mul(loss(onGridOf(labels, logits, sampling), logits), weights?.[level] ?? halves[level]! / total),
			);
			return tf.addN(terms) as tf.Scalar;
		});
	};
}

/** Labels on the grid of coarser logits. */
function onGridOf(labels: tf.Tensor, logits: tf.Tensor, sampling: 'first' | 'middle'): tf.Tensor {
	return [1, 2, 3].reduce((coarse, axis) => {
		const [from, to] = [labels.shape[axis]!, logits.shape[axis]!];
		if (from === to) return coarse;
		if (from < to) {
			throw new LossError(
				`logits have ${to} voxels along axis ${'ijk'[axis - 1]} and the labels ${from}; deep supervision needs labels on ` +
					'the finest grid.',
			);
		}
		const shift = sampling === 'middle' ? 0.5 : 0;
		const picked = Array.from({ length: to }, (_, at) => Math.floor(((at + shift) * from) / to));
		return tf.gather(coarse, tf.tensor1d(picked, 'int32'), axis);
	}, labels);
}
