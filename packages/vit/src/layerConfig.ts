import * as tf from '@tensorflow/tfjs';

/** What every layer of this package takes: its name, the PyTorch module path, and the seed of its first weights. */
export interface SeededLayerConfig {
	readonly name: string;
	/** Seed of the layer's random numbers; `null` leaves weights at zero, for a layer whose weights are loaded. */
	readonly seed: number | null;
}

/** The seed of a layer from its name, so that adding a layer leaves the others' first weights as they were. */
export type SeedOf = (layerName: string) => number | null;

/** Per weight, the order of its axes in PyTorch, as `tf.transpose` takes it; absent where both layouts agree. */
export type TorchAxes = Readonly<Record<string, readonly number[]>>;

// tfjs takes the seed 0 of its normal generator for "no seed".
const neverZero = (seed: number): number => (seed >>> 0) + 1;

/** Uniform in ±1/√fanIn: PyTorch's `kaiming_uniform_(a=√5)` of weights, and its rule for biases. */
export function uniformByFanIn(fanIn: number, seed: number | null): ReturnType<typeof tf.initializers.zeros> {
	if (seed === null) return tf.initializers.zeros();
	const bound = 1 / Math.sqrt(fanIn);
	return tf.initializers.randomUniform({ minval: -bound, maxval: bound, seed: neverZero(seed) });
}

/** Normal with deviation 0.02, as MONAI fills position embeddings and the perceptron projection. */
export function narrowNormal(seed: number | null): ReturnType<typeof tf.initializers.zeros> {
	// MONAI truncates at ±2, a hundred deviations away.
	return seed === null
		? tf.initializers.zeros()
		: tf.initializers.randomNormal({ stddev: 0.02, seed: neverZero(seed) });
}

/** The one tensor that tfjs passes to `call`, bare or in a list. */
export function onlyTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
	return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** The one shape that tfjs passes to `build`, bare or in a list. */
export function onlyShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
	return (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
}
