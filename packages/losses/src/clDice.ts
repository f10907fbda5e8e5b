import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { LossError } from './lossError.ts';
import { aboveZero, flag, fraction, type OptionRules, wholeFromZero } from './optionRules.ts';
import { type OverlapOptions, withoutBackground } from './overlapCost.ts';
import { probabilities } from './probabilities.ts';
import { readLabels } from './readLabels.ts';
import { recomputed } from './recomputed.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { softSkeleton } from './softSkeleton.ts';
import { activationOf, type TargetOptions, targetRules } from './targetOptions.ts';
import { volumeTargets } from './volumeTargets.ts';

/** Options of the clDice loss, for tubes such as vessels and airways. */
export interface ClDiceOptions extends TargetOptions, Pick<OverlapOptions, 'includeBackground'> {
	/** Erosions of the soft skeleton, at least the radius of the thickest tube in voxels; 3 when left out. */
	readonly iterations?: number;
	/** Added to numerators and denominators; 1 when left out. */
	readonly smooth?: number;
	/** Share of clDice, the rest being Dice over the same sums; 1 when left out. */
	readonly alpha?: number;
}

const clDiceRules: OptionRules<ClDiceOptions> = {
	...targetRules,
	includeBackground: flag,
	iterations: wholeFromZero,
	smooth: aboveZero,
	alpha: fraction,
};

/**
 * Soft clDice loss, alpha (1 - 2 P S / (P + S)) + (1 - alpha) Dice, with the skeletons s of a map,
 * P = (sum s(p) y + 1) / (sum s(p) + 1) and S = (sum s(y) p + 1) / (sum s(y) + 1), each over items, voxels and channels.
 *
 * `includeBackground` is false when left out: the background has no skeleton worth having.
 *
 * @param options see {@link ClDiceOptions}
 * @returns (labels, logits [B, i, j, k, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes that do not fit
 *
 * Source: Shit et al. 2021, equations 1 to 3; MONAI `SoftclDiceLoss`, and `SoftDiceclDiceLoss` with alpha below 1.
 */
export function clDice(options: ClDiceOptions = {}): SegmentationLoss {
	checkOptions('clDice', options, clDiceRules);
	return (labels, logits) =>
		tf.tidy(() => {
			if (logits.rank !== 5) {
				throw new LossError(`logits have shape [${logits.shape}]; clDice needs volumes [B, i, j, k, C].`);
			}
			return recomputed((x, read) => clDiceFrom(x, read!, options), logits, [
				readLabels(labels, logits, options),
			]);
		});
}

function clDiceFrom(logits: tf.Tensor, labels: tf.Tensor, options: ClDiceOptions): tf.Scalar {
	const { includeBackground = false, iterations = 3, smooth = 1, alpha = 1 } = options;
	const { target: y, known } = volumeTargets(logits, labels, options, includeBackground);
	const all = withoutBackground(probabilities(logits, activationOf(options)), includeBackground);
	const p = known ? tf.mul(all, known) : all; // [B, i, j, k, C or C - 1]
	const ratio = (overlap: tf.Tensor, size: tf.Tensor): tf.Tensor =>
		tf.div(tf.add(tf.sum(overlap), smooth), tf.add(tf.sum(size), smooth));
	const predicted = softSkeleton(p, iterations);
	const reference = softSkeleton(y, iterations);
	const precision = ratio(tf.mul(predicted, y), predicted);
	const sensitivity = ratio(tf.mul(reference, p), reference);
	const centreline = tf.sub(
		1,
		tf.div(tf.mul(2, tf.mul(precision, sensitivity)), tf.add(precision, sensitivity)),
	);
	const dice = tf.sub(1, ratio(tf.mul(2, tf.mul(p, y)), tf.add(p, y)));
	return tf.add(tf.mul(alpha, centreline), tf.mul(1 - alpha, dice)) as tf.Scalar;
}
