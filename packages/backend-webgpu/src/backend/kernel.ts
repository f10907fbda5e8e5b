import type * as tf from '@tensorflow/tfjs';
import type { Attributes } from '@unetr/ops';
import type { WebGpuBackend } from './webGpuBackend.ts';

/** A tensor without tfjs' bookkeeping: what kernels take and give. */
export type TensorInfo = tf.TensorInfo;

/**
 * One op on this backend. Shapes were checked by the op's shape rule before. Gives nothing for attributes that it does
 * not cover: then the op's reference runs.
 */
export type Kernel = (
	backend: WebGpuBackend,
	inputs: Readonly<Record<string, TensorInfo>>,
	attributes: Attributes,
) => TensorInfo[] | undefined;

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number =>
	shape.reduce((product, extent) => product * extent, 1);
