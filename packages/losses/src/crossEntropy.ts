import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { classFactors } from './classFactors.ts';
import { type EntropyOptions, entropyCosts } from './entropyCosts.ts';
import { fraction, type OptionRules, weights } from './optionRules.ts';
import { type OverlapOptions, reductionRule } from './overlapCost.ts';
import { arePlainClasses, readLabels } from './readLabels.ts';
import { type RegionSums, regionSums } from './regionSums.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { targetRules } from './targetOptions.ts';
import { voxelSums } from './voxelSums.ts';
import { weightedMean } from './weightedMean.ts';

/** Sums of class numbers under softmax, for which the kernel gives cross entropy as well. */
export type EntropySums = RegionSums & Required<Pick<RegionSums, 'crossEntropy'>>;

/** Options of cross entropy. */
export interface CrossEntropyOptions extends EntropyOptions, Pick<OverlapOptions, 'reduction'> {}

export const entropyRules: OptionRules<EntropyOptions> = {
	...targetRules,
	classWeights: weights,
	labelSmoothing: fraction,
};

const crossEntropyRules: OptionRules<CrossEntropyOptions> = { ...entropyRules, ...reductionRule };

/**
 * Cross entropy, sum_v w_y(v) (-log p_y(v)) / sum_v w_y(v) over all voxels v of the batch; with sigmoid the mean of the
 * binary cross entropy of all channels.
 *
 * @param options see {@link CrossEntropyOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes or weights that do not fit
 *
 * Source: `torch.nn.CrossEntropyLoss`, `torch.nn.BCEWithLogitsLoss`. Label sets: Shi et al. 2021, "Marginal loss and
 * exclusion loss for partially supervised multi-organ segmentation", equation 4.
 */
export function crossEntropy(options: CrossEntropyOptions = {}): SegmentationLoss {
	checkOptions('crossEntropy', options, crossEntropyRules);
	return (labels, logits) => tf.tidy(() => entropyOf(labels, logits, options));
}

/** The cross entropy part of a loss. */
export function entropyOf(labels: tf.Tensor, logits: tf.Tensor, options: CrossEntropyOptions): tf.Scalar {
	if (arePlainClasses(labels, logits, options) && !options.labelSmoothing)
		return entropyFromSums(regionSums(labels, logits, options) as EntropySums, options);
	const sums = voxelSums(
		(z, y) => {
			const { cost, weight } = entropyCosts(z, y!, options);
			return tf.stack([tf.sum(cost), tf.sum(weight)]);
		},
		logits,
		[readLabels(labels, logits, options)],
	);
	const [total, weight] = tf.unstack(sums) as [tf.Scalar, tf.Scalar];
	return options.reduction === 'sum' ? total : weightedMean(total, weight);
}

/** Cross entropy from the sums over class numbers, which Dice needs as well. */
export function entropyFromSums(
	{ crossEntropy: costs, target }: EntropySums,
	{ classWeights, reduction }: CrossEntropyOptions,
): tf.Scalar {
	const factors = classFactors(classWeights, costs.shape[1]);
	const total = tf.sum(tf.mul(costs, factors)) as tf.Scalar;
	return reduction === 'sum' ? total : weightedMean(total, tf.sum(tf.mul(target, factors)));
}
