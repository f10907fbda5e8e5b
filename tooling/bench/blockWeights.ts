import * as tf from '@tensorflow/tfjs';

/** Weights of a pre-norm transformer block: C channels, M the width of the perceptron. */
export interface BlockWeights {
	readonly gamma1: tf.Tensor;
	readonly beta1: tf.Tensor;
	/** [C, 3C] */
	readonly qkv: tf.Tensor;
	/** [C, C] */
	readonly proj: tf.Tensor;
	readonly projBias: tf.Tensor;
	readonly gamma2: tf.Tensor;
	readonly beta2: tf.Tensor;
	/** [C, M] */
	readonly fc1: tf.Tensor;
	readonly fc1Bias: tf.Tensor;
	/** [M, C] */
	readonly fc2: tf.Tensor;
	readonly fc2Bias: tf.Tensor;
}

/** Order in which a block's weights stand in a list. */
export const blockWeightNames: readonly (keyof BlockWeights)[] = [
	'gamma1',
	'beta1',
	'qkv',
	'proj',
	'projBias',
	'gamma2',
	'beta2',
	'fc1',
	'fc1Bias',
	'fc2',
	'fc2Bias',
];

/** Draws the weights of a block; `seed` and the three numbers after it are used up. */
export function drawBlockWeights(hiddenSize: number, mlpDim: number, seed: number): BlockWeights {
	const normal = (shape: [number, number], offset: number): tf.Tensor =>
		tf.randomNormal(shape, 0, 0.02, 'float32', seed + offset);
	return {
		gamma1: tf.ones([hiddenSize]),
		beta1: tf.zeros([hiddenSize]),
		qkv: normal([hiddenSize, 3 * hiddenSize], 0),
		proj: normal([hiddenSize, hiddenSize], 1),
		projBias: tf.zeros([hiddenSize]),
		gamma2: tf.ones([hiddenSize]),
		beta2: tf.zeros([hiddenSize]),
		fc1: normal([hiddenSize, mlpDim], 2),
		fc1Bias: tf.zeros([mlpDim]),
		fc2: normal([mlpDim, hiddenSize], 3),
		fc2Bias: tf.zeros([hiddenSize]),
	};
}

/** Names the weights of a block in the order of {@link blockWeightNames}. */
export function toBlockWeights(list: readonly tf.Tensor[]): BlockWeights {
	return Object.fromEntries(
		blockWeightNames.map((name, index) => [name, list[index]!]),
	) as unknown as BlockWeights;
}
