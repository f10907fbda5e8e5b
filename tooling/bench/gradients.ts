import * as tf from '@tensorflow/tfjs';
import type { Passes } from './formulation.ts';

/** `f` over tensors that all receive a gradient, from one fixed gradient of its output. */
export function passesOf(
	f: (...inputs: tf.Tensor[]) => tf.Tensor,
	inputs: readonly tf.Tensor[],
	outputShape: readonly number[],
): Passes {
	const gradients = tf.grads(f);
	const dy = tf.randomNormal([...outputShape], 0, 1, 'float32', 99);
	return {
		forward: () => f(...inputs),
		forwardBackward: () => gradients([...inputs], dy),
	};
}
