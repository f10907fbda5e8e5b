import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { entropyFromSums, entropyOf } from './crossEntropy.ts';
import { type DiceOptions, diceFromSums, diceRules } from './dice.ts';
import { fraction, fromZero, type OptionRules } from './optionRules.ts';
import { withCountedWeights } from './overlapCost.ts';
import { regionSums } from './regionSums.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';

/** Options of Dice plus cross entropy: those of Dice, and the two factors. */
export interface DiceCrossEntropyOptions extends DiceOptions {
	/** Factor of the Dice part; 1 when left out. */
	readonly lambdaDice?: number;
	/** Factor of the cross entropy; 1 when left out. */
	readonly lambdaCe?: number;
	/** Factor of each class, the background included; Dice takes those of its counted classes. */
	readonly classWeights?: readonly number[];
	/** Share of the target that cross entropy spreads over all classes; 0 when left out. */
	readonly labelSmoothing?: number;
}

const diceCrossEntropyRules: OptionRules<DiceCrossEntropyOptions> = {
	...diceRules,
	lambdaDice: fromZero,
	lambdaCe: fromZero,
	labelSmoothing: fraction,
};

/**
 * lambdaDice Dice + lambdaCe CE, where CE = sum_v w_y(v) (-log p_y(v)) / sum_v w_y(v) over all voxels v of the batch.
 *
 * `includeBackground: false` drops class 0 from Dice alone; cross entropy keeps every class.
 *
 * @param options see {@link DiceCrossEntropyOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes or weights that do not fit
 *
 * Source: MONAI `DiceCELoss(to_onehot_y=True, softmax=True)`; with regions nnU-Net's `DC_and_BCE_loss`.
 */
export function diceCrossEntropy(options: DiceCrossEntropyOptions = {}): SegmentationLoss {
	checkOptions('diceCrossEntropy', options, diceCrossEntropyRules);
	const { lambdaDice = 1, lambdaCe = 1, labelSmoothing = 0 } = options;
	const diceOptions = withCountedWeights<DiceOptions>(options);
	return (labels, logits) =>
		tf.tidy(() => {
			const sums = regionSums(labels, logits, options);
			const overlap = diceFromSums(sums, diceOptions);
			const { crossEntropy } = sums;
			const entropy =
				crossEntropy && labelSmoothing === 0
					? entropyFromSums({ ...sums, crossEntropy }, options)
					: entropyOf(labels, logits, options);
			return tf.add(tf.mul(lambdaDice, overlap), tf.mul(lambdaCe, entropy)) as tf.Scalar;
		});
}
