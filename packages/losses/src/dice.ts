import * as tf from '@tensorflow/tfjs';
import { LossError } from './lossError.ts';
import { type RegionSums, regionSums, type SegmentationLoss } from './regionSums.ts';

/** Options of the Dice loss; the names are MONAI's, `squared` being its `squared_pred`. */
export interface DiceOptions {
	/** Counts class 0 as well; true when left out. */
	readonly includeBackground?: boolean;
	/** Sums over the batch before dividing; false when left out. */
	readonly batch?: boolean;
	/** Squares the probabilities in the denominator; false when left out. */
	readonly squared?: boolean;
	/** Divides by the union (soft Jaccard) instead of the sum of the regions; false when left out. */
	readonly jaccard?: boolean;
	/** Added to the numerator, so that an absent class costs nothing; 1e-5 when left out. */
	readonly smoothNr?: number;
	/** Added to the denominator against 0 / 0; 1e-5 when left out. */
	readonly smoothDr?: number;
	/** Factor of each counted class (without class 0 where the background is left out). */
	readonly classWeights?: readonly number[];
	/** 'mean' or 'sum' over batch and classes; 'mean' when left out. */
	readonly reduction?: 'mean' | 'sum';
}

/**
 * Softmax Dice loss, mean over items b and classes c of w_c (1 - (2 sum p y + nr) / (sum p + sum y + dr)),
 * with p = softmax(logits) and y the one-hot labels.
 *
 * @param options see {@link DiceOptions}
 * @returns (labels int32 [B, i, j, k] or [B, i, j, k, 1], logits [B, i, j, k, C]) => scalar
 * @throws LossError (the returned function) for shapes that do not fit each other or the class weights
 *
 * Source: Milletari et al. 2016 (V-Net), equation in section 3; MONAI `DiceLoss(to_onehot_y=True, softmax=True)`.
 */
export function dice(options: DiceOptions = {}): SegmentationLoss {
	return (labels, logits) => tf.tidy(() => diceFromSums(regionSums(labels, logits), options));
}

/** The Dice part of a loss from sums of shape [B, C] that are made once. */
export function diceFromSums(sums: RegionSums, options: DiceOptions): tf.Scalar {
	const { smoothNr = 1e-5, smoothDr = 1e-5, reduction = 'mean' } = options;
	const counted = (values: tf.Tensor2D): tf.Tensor2D => countedClasses(values, options);
	const overlap = counted(sums.intersection);
	const predicted = counted(options.squared ? sums.squaredProbability : sums.probability);
	const regions = tf.add(predicted, counted(sums.target));
	const denominator = options.jaccard ? tf.mul(2, tf.sub(regions, overlap)) : regions;
	const ratio = tf.div(tf.add(tf.mul(2, overlap), smoothNr), tf.add(denominator, smoothDr));
	const cost = tf.mul(tf.sub(1, ratio), classFactors(options.classWeights, overlap.shape[1]));
	return reduction === 'sum' ? tf.sum(cost) : tf.mean(cost);
}

function countedClasses(
	values: tf.Tensor2D,
	{ includeBackground = true, batch = false }: DiceOptions,
): tf.Tensor2D {
	const classes = values.shape[1];
	// One channel has no background to leave out; MONAI keeps it as well.
	const foreground =
		includeBackground || classes === 1 ? values : tf.slice2d(values, [0, 1], [-1, classes - 1]);
	return batch ? tf.sum(foreground, 0, true) : foreground;
}

function classFactors(weights: readonly number[] | undefined, classes: number): tf.Tensor {
	if (weights === undefined) return tf.scalar(1);
	if (weights.length !== classes) {
		throw new LossError(
			`classWeights holds ${weights.length} numbers for ${classes} counted classes; give one each.`,
		);
	}
	if (weights.some((weight) => !(weight >= 0))) {
		throw new LossError(`classWeights is [${weights.join(', ')}]; give numbers from 0.`);
	}
	return tf.tensor2d([...weights], [1, classes]);
}
