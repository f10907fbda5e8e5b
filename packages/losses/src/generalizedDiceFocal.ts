import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { type DiceFocalOptions, diceFocalRules } from './diceFocal.ts';
import { type FocalOptions, focalOf } from './focal.ts';
import {
	type GeneralizedDiceOptions,
	generalizedDiceFromSums,
	generalizedDiceRules,
} from './generalizedDice.ts';
import { fromZero, type OptionRules } from './optionRules.ts';
import { regionSums } from './regionSums.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';

/** Options of generalised Dice plus focal loss: those of both, and the two factors. */
export interface GeneralizedDiceFocalOptions
	extends GeneralizedDiceOptions,
		Pick<DiceFocalOptions, 'gamma' | 'alpha' | 'lambdaFocal' | 'focalActivation'> {
	/** Factor of the generalised Dice part; 1 when left out. */
	readonly lambdaGdl?: number;
}

const generalizedDiceFocalRules: OptionRules<GeneralizedDiceFocalOptions> = {
	...generalizedDiceRules,
	gamma: diceFocalRules.gamma,
	alpha: diceFocalRules.alpha,
	lambdaFocal: diceFocalRules.lambdaFocal,
	focalActivation: diceFocalRules.focalActivation,
	lambdaGdl: fromZero,
};

/**
 * lambdaGdl generalised Dice + lambdaFocal focal; `includeBackground: false` goes for both.
 *
 * @param options see {@link GeneralizedDiceFocalOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes that do not fit
 *
 * Source: MONAI `GeneralizedDiceFocalLoss(to_onehot_y=True, softmax=True)`, whose focal part has a sigmoid.
 */
export function generalizedDiceFocal(options: GeneralizedDiceFocalOptions = {}): SegmentationLoss {
	checkOptions('generalizedDiceFocal', options, generalizedDiceFocalRules);
	const { lambdaGdl = 1, lambdaFocal = 1, focalActivation = 'sigmoid' } = options;
	const focalOptions: FocalOptions = { ...options, activation: focalActivation };
	return (labels, logits) =>
		tf.tidy(() => {
			const overlap = generalizedDiceFromSums(regionSums(labels, logits, options), options);
			const hard = focalOf(labels, logits, focalOptions);
			return tf.add(tf.mul(lambdaGdl, overlap), tf.mul(lambdaFocal, hard)) as tf.Scalar;
		});
}
