import * as tf from '@tensorflow/tfjs';
import { LossError } from './lossError.ts';

/**
 * Factor of each class as [1, classes], which goes with [B, classes] and [B, V, classes]; 1 where none are given.
 *
 * @throws LossError where there are more or fewer weights than classes
 */
export function classFactors(weights: readonly number[] | undefined, classes: number): tf.Tensor {
	if (weights === undefined) return tf.scalar(1);
	if (weights.length !== classes) {
		throw new LossError(
			`classWeights holds ${weights.length} numbers for ${classes} counted classes; give one each.`,
		);
	}
	return tf.tensor2d([...weights], [1, classes]);
}
