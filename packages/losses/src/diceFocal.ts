import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { type DiceOptions, diceFromSums, diceRules } from './dice.ts';
import { type FocalOptions, focalOf, focalRules } from './focal.ts';
import { fromZero, type OptionRules } from './optionRules.ts';
import { regionSums } from './regionSums.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';

/** Options of Dice plus focal loss: those of both, and the two factors. */
export interface DiceFocalOptions extends DiceOptions, Pick<FocalOptions, 'gamma' | 'alpha'> {
	/** Factor of the Dice part; 1 when left out. */
	readonly lambdaDice?: number;
	/** Factor of the focal part; 1 when left out. */
	readonly lambdaFocal?: number;
	/** Activation of the focal part, whatever that of Dice is; 'sigmoid' when left out. */
	readonly focalActivation?: 'softmax' | 'sigmoid';
}

export const diceFocalRules: OptionRules<DiceFocalOptions> = {
	...diceRules,
	gamma: focalRules.gamma,
	alpha: focalRules.alpha,
	lambdaDice: fromZero,
	lambdaFocal: fromZero,
	focalActivation: focalRules.activation,
};

/**
 * lambdaDice Dice + lambdaFocal focal; `includeBackground: false` and `classWeights` go for both.
 *
 * @param options see {@link DiceFocalOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes or weights that do not fit
 *
 * Source: MONAI `DiceFocalLoss(to_onehot_y=True, softmax=True)`, whose focal part has a sigmoid all the same.
 */
export function diceFocal(options: DiceFocalOptions = {}): SegmentationLoss {
	checkOptions('diceFocal', options, diceFocalRules);
	const { lambdaDice = 1, lambdaFocal = 1, focalActivation = 'sigmoid' } = options;
	const focalOptions: FocalOptions = { ...options, activation: focalActivation };
	return (labels, logits) =>
		tf.tidy(() => {
			const overlap = diceFromSums(regionSums(labels, logits, options), options);
			const hard = focalOf(labels, logits, focalOptions);
			return tf.add(tf.mul(lambdaDice, overlap), tf.mul(lambdaFocal, hard)) as tf.Scalar;
		});
}
