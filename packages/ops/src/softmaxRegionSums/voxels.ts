import * as tf from '@tensorflow/tfjs';
import { channelsOf } from '../checkShape.ts';

/** Logits with space as one axis: [B, …space, C] -> [B, voxels, C]. */
export const voxelLogits = (logits: tf.Tensor): tf.Tensor3D =>
	tf.reshape(logits, [logits.shape[0]!, -1, channelsOf(logits.shape)]);

/** One-hot labels: int32 [B, …space] -> [B, voxels, classes]. */
export const oneHotVoxels = (labels: tf.Tensor, classes: number): tf.Tensor3D =>
	tf.cast(tf.oneHot(tf.reshape(labels, [labels.shape[0]!, -1]), classes), 'float32') as tf.Tensor3D;
