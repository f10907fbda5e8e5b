import * as tf from '@tensorflow/tfjs';
import type { Passes } from './formulation.ts';

/** Times `f` over tensors that all receive a gradient. */
export function passesOf(f: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: readonly tf.Tensor[]): Passes {
	const gradients = tf.grads((...args: tf.Tensor[]) => tf.sum(f(...args)));
	return {
		forward: () => f(...inputs),
		forwardBackward: () => gradients([...inputs]),
	};
}
