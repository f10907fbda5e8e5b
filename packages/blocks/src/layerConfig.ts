import type * as tf from '@tensorflow/tfjs';
import { BlockError } from './blockError.ts';

/** What every seeded layer takes: its name, the PyTorch module path, and the seed of its random numbers. */
export interface SeededLayerConfig {
	readonly name: string;
	/** Seed of the first weights and of masks; `null` leaves weights at zero, for a layer whose weights are loaded. */
	readonly seed: number | null;
}

/** The seed of a layer from its name, so that adding a layer leaves the others' first weights as they were. */
export type SeedOf = (layerName: string) => number | null;

/**
 * Per weight, the order of its axes in PyTorch, as `tf.transpose` takes it; absent where both layouts agree. An axis of one
 * voxel that PyTorch does not have is left out.
 */
export type TorchAxes = Readonly<Record<string, readonly number[]>>;

/** Axes along which a network works: of two, k holds one voxel, and weights have no such axis in PyTorch. */
export type SpatialDims = 2 | 3;

/** One number for all axes, or one for each of i, j and, in three dimensions, k. */
export type PerAxis = number | readonly [number, number] | readonly [number, number, number];

/** Three numbers, for i, j, k. */
export type Triple = readonly [number, number, number];

/** Places along i, j and, in three dimensions, k. */
export type Grid = readonly [number, number] | Triple;

/** Per weight, the grid whose places its rows stand for, the last axis fastest; absent where rows have no place. */
export type WeightGrids = Readonly<Record<string, Grid>>;

/**
 * A value for each of i, j, k.
 *
 * @param spatialDims 2 gives k the value `still`, unless it has one of its own.
 * @param still what leaves an axis as it is: 1 for extents and steps, which is the default, 0 for what is added.
 */
export function perAxis(value: PerAxis, spatialDims: SpatialDims = 3, still = 1): [number, number, number] {
	if (typeof value === 'number') return [value, value, spatialDims === 2 ? still : value];
	const [i, j, k = still] = value;
	return [i, j, k];
}

/**
 * Extent of a convolution's kernel along i, j, k.
 * @throws BlockError if one of two dimensions has more than one voxel along k.
 */
export function kernelOf({
	name,
	kernelSize,
	spatialDims,
}: {
	readonly name: string;
	readonly kernelSize: PerAxis;
	readonly spatialDims?: SpatialDims;
}): [number, number, number] {
	const kernel = perAxis(kernelSize, spatialDims);
	if (spatialDims !== 2 || kernel[2] === 1) return kernel;
	throw new BlockError(`${name}: a kernel of two dimensions has one voxel along axis k, not ${kernel[2]}`);
}

/** {@link TorchAxes} of a convolution's kernel, ours with the channels last: [ki, kj, kk, in, out]. */
export function kernelAxes(spatialDims: SpatialDims = 3): readonly number[] {
	return spatialDims === 2 ? [4, 3, 0, 1] : [4, 3, 0, 1, 2];
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
