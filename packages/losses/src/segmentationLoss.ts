import type * as tf from '@tensorflow/tfjs';

/**
 * A loss, differentiable in the logits [B, …space, C]. Labels are class numbers [B, …space] or [B, …space, 1], or a
 * number from 0 to 1 for each channel [B, …space, C]: one-hot, soft, or regions that overlap.
 */
export type SegmentationLoss = (labels: tf.Tensor, logits: tf.Tensor) => tf.Scalar;
