import type { Attributes } from '@unetr/ops';
import type { SimdBackend, TensorInfo } from './simdBackend.ts';

/**
 * One op on this backend. Shapes were checked by the op's shape rule before. Gives nothing for attributes that it does
 * not cover: then the op's reference runs.
 */
export type Kernel = (
	backend: SimdBackend,
	inputs: Readonly<Record<string, TensorInfo>>,
	attributes: Attributes,
) => TensorInfo[] | undefined;

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number =>
	shape.reduce((product, extent) => product * extent, 1);

/** Elements from which on it pays to wake the other threads. */
export const parallelFrom = 16_384;
