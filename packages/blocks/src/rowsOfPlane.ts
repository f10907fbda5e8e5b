import * as tf from '@tensorflow/tfjs';
import type { Triple } from './layerConfig.ts';

/** What belongs to i, j, k in the order k, i, j. */
export const kFirst = ([i, j, k]: Triple): [number, number, number] => [k, i, j];

/**
 * A plane with its axis k, of one voxel, before the others: the same memory, in which kernels that work along the last
 * axis of space find rows of many voxels; [B, i, j, 1, C] -> [B, 1, i, j, C].
 */
export function rowsOfPlane(x: tf.Tensor): tf.Tensor {
	const [B, i, j, k, C] = x.shape as [number, number, number, number, number];
	return tf.reshape(x, [B, k, i, j, C]);
}

/** Undoes {@link rowsOfPlane}: [B, 1, i, j, C] -> [B, i, j, 1, C]. */
export function planeOfRows(x: tf.Tensor): tf.Tensor {
	const [B, k, i, j, C] = x.shape as [number, number, number, number, number];
	return tf.reshape(x, [B, i, j, k, C]);
}

/** A convolution's kernel for such rows: [ki, kj, 1, ., .] -> [1, ki, kj, ., .]. */
export function rowKernel(kernel: tf.Tensor): tf.Tensor {
	const [i, j, k, ...channels] = kernel.shape as [number, number, number, number, number];
	return tf.reshape(kernel, [k, i, j, ...channels]);
}
