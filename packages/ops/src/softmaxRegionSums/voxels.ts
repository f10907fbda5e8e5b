import * as tf from '@tensorflow/tfjs';
import { channelsOf } from '../checkShape.ts';

/** Logits with space as one axis: [B, …space, C] -> [B, voxels, C]. */
export const voxelLogits = (logits: tf.Tensor): tf.Tensor3D =>
	tf.reshape(logits, [logits.shape[0]!, -1, channelsOf(logits.shape)]);

/** Which voxels count: int32 [B, …space] -> 0 or 1 [B, voxels, 1]. */
export const countedVoxels = (labels: tf.Tensor, ignoreLabel: number): tf.Tensor3D =>
	tf.cast(tf.notEqual(tf.reshape(labels, [labels.shape[0]!, -1, 1]), ignoreLabel), 'float32');

/** One-hot labels: int32 [B, …space] -> [B, voxels, classes]. */
export function oneHotVoxels(labels: tf.Tensor, classes: number): tf.Tensor3D {
	const voxels = tf.reshape(labels, [labels.shape[0]!, -1, 1]);
	return tf.cast(tf.equal(voxels, tf.range(0, classes, 1, 'int32')), 'float32') as tf.Tensor3D;
}
