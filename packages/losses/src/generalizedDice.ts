import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { type OptionRules, oneOf } from './optionRules.ts';
import { countedSums, type OverlapOptions, overlapRules } from './overlapCost.ts';
import { withoutGradient } from './recomputed.ts';
import { type RegionSums, regionSums } from './regionSums.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';

/** Options of the generalised Dice loss; its classes are weighed by their volumes. */
export interface GeneralizedDiceOptions extends Omit<OverlapOptions, 'classWeights'> {
	/** Weight of a class of n voxels: 1 / n^2 ('square', when left out), 1 / n ('simple') or 1 ('uniform'). */
	readonly weighting?: 'square' | 'simple' | 'uniform';
}

const { classWeights: _none, ...rulesWithoutWeights } = overlapRules;

export const generalizedDiceRules: OptionRules<GeneralizedDiceOptions> = {
	...rulesWithoutWeights,
	weighting: oneOf('square', 'simple', 'uniform'),
};

/**
 * Generalised Dice loss, mean over items of 1 - (2 sum_c w_c sum p y + nr) / (sum_c w_c (sum p + sum y) + dr), with
 * w_c = 1 / (sum y)^2. A class that an item does not hold takes the largest weight of its other classes.
 *
 * @param options see {@link GeneralizedDiceOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes that do not fit
 *
 * Source: Sudre et al. 2017, equation 1; MONAI `GeneralizedDiceLoss`.
 */
export function generalizedDice(options: GeneralizedDiceOptions = {}): SegmentationLoss {
	checkOptions('generalizedDice', options, generalizedDiceRules);
	return (labels, logits) =>
		tf.tidy(() => generalizedDiceFromSums(regionSums(labels, logits, options), options));
}

/** The generalised Dice part of a loss from sums that are made once. */
export function generalizedDiceFromSums(sums: RegionSums, options: GeneralizedDiceOptions): tf.Scalar {
	const { smoothNr = 1e-5, smoothDr = 1e-5, weighting = 'square', reduction = 'mean' } = options;
	const [overlap, predicted, regions] = [sums.intersection, sums.probability, sums.target].map((sum) =>
		countedSums(sum, options),
	) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
	const factors = withoutGradient(() => volumeFactors(regions, weighting));
	const numerator = tf.sum(tf.mul(factors, tf.mul(2, overlap)), 1); // [B or 1, classes] -> [B or 1]
	const denominator = tf.sum(tf.mul(factors, tf.add(predicted, regions)), 1);
	const costs = tf.sub(1, tf.div(tf.add(numerator, smoothNr), tf.add(denominator, smoothDr)));
	return reduction === 'sum' ? tf.sum(costs) : tf.mean(costs);
}

function volumeFactors(voxels: tf.Tensor2D, weighting: 'square' | 'simple' | 'uniform'): tf.Tensor {
	if (weighting === 'uniform') return tf.onesLike(voxels);
	const inverse = tf.divNoNan(1, voxels);
	const factors = weighting === 'square' ? tf.square(inverse) : inverse;
	const absent = tf.cast(tf.equal(voxels, 0), 'float32');
	return tf.add(factors, tf.mul(absent, tf.max(factors, 1, true)));
}
