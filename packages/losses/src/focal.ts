import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { classFactors } from './classFactors.ts';
import { flag, fraction, fromZero, type OptionRules, weights } from './optionRules.ts';
import { type OverlapOptions, reductionRule, withoutBackground } from './overlapCost.ts';
import { logOdds } from './probabilities.ts';
import { readLabels } from './readLabels.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { activationOf, type TargetOptions, targetRules } from './targetOptions.ts';
import { voxelSums } from './voxelSums.ts';
import { voxelTargets } from './voxelTargets.ts';
import { weightedMean } from './weightedMean.ts';

/** Options of the focal loss; the names are MONAI's. `activation` is 'sigmoid' when left out. */
export interface FocalOptions
	extends TargetOptions,
		Pick<OverlapOptions, 'includeBackground' | 'classWeights' | 'reduction'> {
	/** Exponent that takes weight from what is known well; 2 when left out, 0 is cross entropy. */
	readonly gamma?: number;
	/** Weight of what is there, and 1 - alpha of what is not (with softmax of class 0); no weights when left out. */
	readonly alpha?: number;
}

export const focalRules: OptionRules<FocalOptions> = {
	...targetRules,
	...reductionRule,
	includeBackground: flag,
	classWeights: weights,
	gamma: fromZero,
	alpha: fraction,
};

/**
 * Focal loss, mean over voxels and channels of w_c (1 - p_t)^gamma (-log p_t), where p_t is p where the class is there
 * and 1 - p where it is not; with softmax the term of the label's class alone. 'sum' is the sum over items and channels
 * of the mean over voxels.
 *
 * @param options see {@link FocalOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes or weights that do not fit
 *
 * Source: Lin et al. 2017, equation 5; MONAI `FocalLoss(to_onehot_y=True)`.
 */
export function focal(options: FocalOptions = {}): SegmentationLoss {
	checkOptions('focal', options, focalRules);
	return (labels, logits) => tf.tidy(() => focalOf(labels, logits, options));
}

/** The focal part of a loss. */
export function focalOf(labels: tf.Tensor, logits: tf.Tensor, options: FocalOptions): tf.Scalar {
	const asked: FocalOptions = { ...options, activation: options.activation ?? 'sigmoid' };
	const sums = voxelSums((z, y) => focalSums(z, y!, asked), logits, [readLabels(labels, logits, asked)]);
	const [costs, counts] = tf.unstack(sums) as [tf.Tensor2D, tf.Tensor2D]; // each [B, classes]
	return asked.reduction === 'sum'
		? tf.sum(weightedMean(costs, counts))
		: weightedMean(tf.sum(costs) as tf.Scalar, tf.sum(counts));
}

/** Costs of the voxels and how many count, of each item and class: [B, V, C] -> [2, B, classes]. */
function focalSums(z: tf.Tensor, labels: tf.Tensor, options: FocalOptions): tf.Tensor {
	const { classWeights, includeBackground } = options;
	const activation = activationOf(options);
	const { target, known } = voxelTargets(labels, z.shape.at(-1)!, options);
	const y = withoutBackground(target, includeBackground);
	const odds = withoutBackground(logOdds(z, activation), includeBackground);
	const terms = activation === 'softmax' ? softmaxTerms : sigmoidTerms;
	const costs = tf.mul(terms(odds, y, options), classFactors(classWeights, y.shape.at(-1)!)); // [B, V, classes]
	const counts = known ? withoutBackground(known, includeBackground) : tf.onesLike(y);
	return tf.stack([tf.sum(tf.mul(costs, counts), 1), tf.sum(counts, 1)]);
}

/** (1 - p_t)^gamma as exp(-gamma softplus(d)): no power of 0, so that no exponent gives an infinite slope. */
const modulation = (odds: tf.Tensor, gamma: number): tf.Tensor => tf.exp(tf.mul(-gamma, tf.softplus(odds)));

function sigmoidTerms(z: tf.Tensor, y: tf.Tensor, { gamma = 2, alpha }: FocalOptions): tf.Tensor {
	const away = tf.sub(1, y);
	const entropy = tf.add(tf.mul(y, tf.softplus(tf.neg(z))), tf.mul(away, tf.softplus(z)));
	const terms = tf.mul(modulation(tf.mul(z, tf.sub(y, away)), gamma), entropy);
	if (alpha === undefined) return terms;
	return tf.mul(terms, tf.add(tf.mul(alpha, y), tf.mul(1 - alpha, away)));
}

function softmaxTerms(odds: tf.Tensor, y: tf.Tensor, options: FocalOptions): tf.Tensor {
	const { gamma = 2, alpha, includeBackground = true } = options;
	const terms = tf.mul(y, tf.mul(modulation(odds, gamma), tf.softplus(tf.neg(odds))));
	if (alpha === undefined) return terms;
	const channels = y.shape.at(-1)!;
	const factors = Array.from({ length: channels }, (_, channel) =>
		channel === 0 && includeBackground ? 1 - alpha : alpha,
	);
	return tf.mul(terms, tf.tensor1d(factors));
}
