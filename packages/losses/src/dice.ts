import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { flag, type OptionRules } from './optionRules.ts';
import { countedSums, type OverlapOptions, overlapRules, reduceCosts } from './overlapCost.ts';
import { type RegionSums, regionSums } from './regionSums.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';

/** Options of the Dice loss; the names are MONAI's, `squared` being its `squared_pred`. */
export interface DiceOptions extends OverlapOptions {
	/** Squares the probabilities and targets in the denominator; false when left out. */
	readonly squared?: boolean;
	/** Divides by the union (soft Jaccard) instead of the sum of the regions; false when left out. */
	readonly jaccard?: boolean;
	/** Takes (sum p + sum y - sum |p - y|) / 2 as the overlap, whose minimum lies at p = y for soft y too; false when left out. */
	readonly softLabel?: boolean;
}

export const diceRules: OptionRules<DiceOptions> = {
	...overlapRules,
	squared: flag,
	jaccard: flag,
	softLabel: flag,
};

/**
 * Dice loss, mean over items b and classes c of w_c (1 - (2 sum p y + nr) / (sum p + sum y + dr)), with p the
 * probabilities and y the targets.
 *
 * @param options see {@link DiceOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes or weights that do not fit
 *
 * Source: Milletari et al. 2016 (V-Net), equation in section 3; MONAI `DiceLoss(to_onehot_y=True, softmax=True)`. Soft
 * labels: Wang et al. 2023, "Dice semimetric losses".
 */
export function dice(options: DiceOptions = {}): SegmentationLoss {
	checkOptions('dice', options, diceRules);
	return (labels, logits) => tf.tidy(() => diceFromSums(regionSums(labels, logits, options), options));
}

/** The Dice part of a loss from sums of shape [B, C] that are made once. */
export function diceFromSums(sums: RegionSums, options: DiceOptions): tf.Scalar {
	const { smoothNr = 1e-5, smoothDr = 1e-5, squared = false } = options;
	const predicted = countedSums(squared ? sums.squaredProbability : sums.probability, options);
	const regions = tf.add(predicted, countedSums(squared ? sums.squaredTarget : sums.target, options));
	const overlap =
		options.softLabel && !squared
			? tf.div(tf.sub(regions, countedSums(sums.difference, options)), 2)
			: countedSums(sums.intersection, options);
	const denominator = options.jaccard ? tf.mul(2, tf.sub(regions, overlap)) : regions;
	const ratio = tf.div(tf.add(tf.mul(2, overlap), smoothNr), tf.add(denominator, smoothDr));
	return reduceCosts(tf.sub(1, ratio), options);
}
