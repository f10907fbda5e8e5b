import * as tf from '@tensorflow/tfjs';

/**
 * Puts tokens back on their grid: [B, N, C] -> [B, gi, gj, gk, C].
 *
 * @param grid tokens along i, j, k; N = gi · gj · gk, k fastest.
 * @param name of the reshaping layer, unique in its model.
 */
export function tokensToVolume(
	tokens: tf.SymbolicTensor,
	grid: readonly [number, number, number],
	name: string,
): tf.SymbolicTensor {
	const channels = tokens.shape.at(-1)!;
	return tf.layers.reshape({ name, targetShape: [...grid, channels] }).apply(tokens) as tf.SymbolicTensor;
}
