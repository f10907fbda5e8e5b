import * as tf from '@tensorflow/tfjs';

/** An initialiser of tfjs. */
export type Initializer = ReturnType<typeof tf.initializers.zeros>;

/**
 * How first weights are drawn.
 *
 * `uniform`: ±1/√fanIn, weights and biases, PyTorch's default (`kaiming_uniform_` with a = √5).
 * `kaimingNormal`: deviation √(2 / (1 + 0.01²) / fanIn), biases zero, as MONAI's DynUNet and nnU-Net.
 * `narrowNormal`: deviation 0.02, biases zero, as transformers (`trunc_normal_`).
 */
export type WeightFill = 'uniform' | 'kaimingNormal' | 'narrowNormal';

// tfjs takes the seed 0 of some of its generators for "no seed".
const neverZero = (seed: number): number => (seed >>> 0) + 1;

/** Normal with deviation 0.02, as MONAI fills position embeddings and the perceptron projection. */
export function narrowNormal(seed: number | null): Initializer {
	// MONAI truncates at ±2, a hundred deviations away.
	return seed === null
		? tf.initializers.zeros()
		: tf.initializers.randomNormal({ stddev: 0.02, seed: neverZero(seed) });
}

/** First weights of a layer with `fanIn` inputs to each output; zeros where the seed is `null`. */
export function weightFill(fill: WeightFill, fanIn: number, seed: number | null): Initializer {
	if (seed === null) return tf.initializers.zeros();
	if (fill === 'narrowNormal') return narrowNormal(seed);
	if (fill === 'kaimingNormal') {
		const stddev = Math.sqrt(2 / (1 + 0.01 ** 2) / fanIn);
		return tf.initializers.randomNormal({ stddev, seed: neverZero(seed) });
	}
	const bound = 1 / Math.sqrt(fanIn);
	return tf.initializers.randomUniform({ minval: -bound, maxval: bound, seed: neverZero(seed) });
}

/** First biases beside such weights. */
export function biasFill(fill: WeightFill, fanIn: number, seed: number | null): Initializer {
	if (fill !== 'uniform' || seed === null) return tf.initializers.zeros();
	return weightFill('uniform', fanIn, seed + 1);
}
