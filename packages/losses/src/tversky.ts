import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { flag, fromZero, type OptionRules } from './optionRules.ts';
import { countedSums, type OverlapOptions, overlapRules, reduceCosts } from './overlapCost.ts';
import { type RegionSums, regionSums } from './regionSums.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';

/** Options of the Tversky loss. */
export interface TverskyOptions extends OverlapOptions {
	/** Weight of false positives; 0.5 when left out, which with beta 0.5 is Dice. */
	readonly alpha?: number;
	/** Weight of false negatives; 0.5 when left out. */
	readonly beta?: number;
	/** Takes (sum p + sum y - sum |p - y|) / 2 as the overlap; false when left out. */
	readonly softLabel?: boolean;
}

export const tverskyRules: OptionRules<TverskyOptions> = {
	...overlapRules,
	alpha: fromZero,
	beta: fromZero,
	softLabel: flag,
};

/**
 * Tversky loss, mean over items and classes of w_c (1 - (TP + nr) / (TP + alpha FP + beta FN + dr)), with TP = sum p y,
 * FP = sum p (1 - y) and FN = sum (1 - p) y.
 *
 * @param options see {@link TverskyOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes or weights that do not fit
 *
 * Source: Salehi et al. 2017, equation 3; MONAI `TverskyLoss(to_onehot_y=True, softmax=True)`.
 */
export function tversky(options: TverskyOptions = {}): SegmentationLoss {
	checkOptions('tversky', options, tverskyRules);
	return (labels, logits) =>
		tf.tidy(() => reduceCosts(tverskyCosts(regionSums(labels, logits, options), options), options));
}

/** 1 - Tversky index of each item and counted class [B or 1, classes]. */
export function tverskyCosts(sums: RegionSums, options: TverskyOptions): tf.Tensor {
	const { alpha = 0.5, beta = 0.5, smoothNr = 1e-5, smoothDr = 1e-5 } = options;
	const [predicted, regions] = [countedSums(sums.probability, options), countedSums(sums.target, options)];
	const overlap = options.softLabel
		? tf.div(tf.sub(tf.add(predicted, regions), countedSums(sums.difference, options)), 2)
		: countedSums(sums.intersection, options);
	const errors = tf.add(tf.mul(alpha, tf.sub(predicted, overlap)), tf.mul(beta, tf.sub(regions, overlap)));
	return tf.sub(1, tf.div(tf.add(overlap, smoothNr), tf.add(tf.add(overlap, errors), smoothDr)));
}
