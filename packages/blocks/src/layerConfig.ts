import type * as tf from '@tensorflow/tfjs';

/** What every seeded layer takes: its name, the PyTorch module path, and the seed of its random numbers. */
export interface SeededLayerConfig {
	readonly name: string;
	/** Seed of the first weights and of masks; `null` leaves weights at zero, for a layer whose weights are loaded. */
	readonly seed: number | null;
}

/** The seed of a layer from its name, so that adding a layer leaves the others' first weights as they were. */
export type SeedOf = (layerName: string) => number | null;

/** Per weight, the order of its axes in PyTorch, as `tf.transpose` takes it; absent where both layouts agree. */
export type TorchAxes = Readonly<Record<string, readonly number[]>>;

/** One number for all three axes, or one for each of i, j, k. */
export type PerAxis = number | readonly [number, number, number];

/** Three numbers, for i, j, k. */
export type Triple = readonly [number, number, number];

/** Per weight, the grid whose places its rows stand for, k fastest; absent where rows have no place. */
export type WeightGrids = Readonly<Record<string, Triple>>;

/** A value for each of i, j, k. */
export function perAxis(value: PerAxis): [number, number, number] {
	return typeof value === 'number' ? [value, value, value] : [...value];
}

/** A layer's configuration as tfjs stores it: a copy, without the options that were left out. */
export function configDict(config: object): tf.serialization.ConfigDict {
	return JSON.parse(JSON.stringify(config)) as tf.serialization.ConfigDict;
}

/** The one tensor that tfjs passes to `call`, bare or in a list. */
export function onlyTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
	return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** The one shape that tfjs passes to `build`, bare or in a list. */
export function onlyShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
	return (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
}
