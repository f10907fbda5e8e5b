import * as tf from '@tensorflow/tfjs';

/** What every layer with weights takes: its name, the PyTorch module path, and the seed of its first weights. */
export interface SeededLayerConfig {
	readonly name: string;
	/** Seed of the first weights; `null` leaves them at zero, for a layer whose weights are loaded. */
	readonly seed: number | null;
}

/** The seed of a layer from its name, so that adding a layer leaves the others' first weights as they were. */
export type SeedOf = (layerName: string) => number | null;

/** Per weight, the order of its axes in PyTorch, as `tf.transpose` takes it; absent where both layouts agree. */
export type TorchAxes = Readonly<Record<string, readonly number[]>>;

/** Uniform in ±1/√fanIn: PyTorch's `kaiming_uniform_(a=√5)` of weights, and its rule for biases. */
export function uniformByFanIn(fanIn: number, seed: number | null): ReturnType<typeof tf.initializers.zeros> {
	if (seed === null) return tf.initializers.zeros();
	const bound = 1 / Math.sqrt(fanIn);
	// tfjs takes the seed 0 of some of its generators for "no seed".
	return tf.initializers.randomUniform({ minval: -bound, maxval: bound, seed: (seed >>> 0) + 1 });
}

/** The one tensor that tfjs passes to `call`, bare or in a list. */
export function onlyTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
	return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** The one shape that tfjs passes to `build`, bare or in a list. */
export function onlyShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
	return (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
}
