import * as tf from '@tensorflow/tfjs';

/**
 * Scales each vector of the last axis to length 1: x / max(‖x‖, ε), as `torch.nn.functional.normalize`.
 *
 * Composed of plain ops; value and gradient are finite at 0.
 *
 * @param x [..., d]
 * @param options.epsilon 1e-12 by default
 * @returns the shape of x
 */
export function l2Normalize(x: tf.Tensor, options: { readonly epsilon?: number } = {}): tf.Tensor {
	const smallest = (options.epsilon ?? 1e-12) ** 2;
	return tf.tidy(() => {
		const squares = tf.maximum(tf.sum(tf.square(x), -1, true), smallest);
		return tf.mul(x, tf.rsqrt(squares));
	});
}
