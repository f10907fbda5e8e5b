import * as tf from '@tensorflow/tfjs';
import { type DiceOptions, diceFromSums } from './dice.ts';
import { type RegionSums, regionSums, type SegmentationLoss } from './regionSums.ts';

/** Options of Dice plus cross entropy: those of Dice, and the two factors. */
export interface DiceCrossEntropyOptions extends DiceOptions {
	/** Factor of the Dice part; 1 when left out. */
	readonly lambdaDice?: number;
	/** Factor of the cross entropy; 1 when left out. */
	readonly lambdaCe?: number;
	/** Factor of each class, the background included; Dice takes those of its counted classes. */
	readonly classWeights?: readonly number[];
}

/**
 * lambdaDice Dice + lambdaCe CE, where CE = sum_v w_y(v) (-log p_y(v)) / sum_v w_y(v) over all voxels v of the batch.
 *
 * `includeBackground: false` drops class 0 from Dice alone; cross entropy keeps every class.
 *
 * @param options see {@link DiceCrossEntropyOptions}
 * @returns (labels int32 [B, i, j, k] or [B, i, j, k, 1], logits [B, i, j, k, C]) => scalar
 * @throws LossError (the returned function) for shapes that do not fit each other or the class weights
 *
 * Source: MONAI `DiceCELoss(to_onehot_y=True, softmax=True)`.
 */
export function diceCrossEntropy(options: DiceCrossEntropyOptions = {}): SegmentationLoss {
	const { lambdaDice = 1, lambdaCe = 1, classWeights, includeBackground = true } = options;
	const diceWeights = includeBackground ? classWeights : classWeights?.slice(1);
	const { classWeights: _all, ...withoutWeights } = options;
	const diceOptions: DiceOptions = diceWeights
		? { ...withoutWeights, classWeights: diceWeights }
		: withoutWeights;
	return (labels, logits) =>
		tf.tidy(() => {
			const sums = regionSums(labels, logits);
			const overlap = diceFromSums(sums, diceOptions);
			const entropy = crossEntropyFromSums(sums, classWeights, options.reduction);
			return tf.add(tf.mul(lambdaDice, overlap), tf.mul(lambdaCe, entropy)) as tf.Scalar;
		});
}

function crossEntropyFromSums(
	{ crossEntropy, target }: RegionSums,
	classWeights: readonly number[] | undefined,
	reduction: DiceOptions['reduction'],
): tf.Scalar {
	const weights = classWeights && tf.tensor2d([...classWeights], [1, classWeights.length]);
	const total = tf.sum(weights ? tf.mul(crossEntropy, weights) : crossEntropy);
	if (reduction === 'sum') return total as tf.Scalar;
	return tf.div(total, tf.sum(weights ? tf.mul(target, weights) : target));
}
