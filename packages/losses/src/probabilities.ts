import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from './recomputed.ts';
import type { TargetOptions } from './targetOptions.ts';

type Activation = NonNullable<TargetOptions['activation']>;

/** Logits with space as one axis: [B, …space, C] -> [B, V, C]. */
export const voxelLogits = (logits: tf.Tensor): tf.Tensor =>
	tf.reshape(logits, [logits.shape[0]!, -1, logits.shape.at(-1)!]);

/** Softmax over the last axis or sigmoid: [B, V, C] -> [B, V, C]. */
export const probabilities = (z: tf.Tensor, activation: Activation): tf.Tensor =>
	activation === 'softmax' ? tf.softmax(z) : tf.sigmoid(z);

/** A floor whose logarithm and reciprocal are float32 numbers too. */
const SMALLEST = 1e-30;

/**
 * log(p / (1 - p)) of each channel, from which p = sigmoid, -log p = softplus(-d) and -log(1 - p) = softplus(d) follow
 * without loss however sure the logits are: the logit itself with sigmoid, and z_c - log sum over the others with
 * softmax.
 *
 * @param z [B, V, C]
 * @returns [B, V, C]
 */
export function logOdds(z: tf.Tensor, activation: Activation): tf.Tensor {
	if (activation === 'sigmoid') return z;
	const channels = z.shape.at(-1)!;
	const largest = withoutGradient(() => tf.oneHot(tf.argMax(z, -1), channels, 1, 0, 'float32'));
	const shifted = tf.sub(
		z,
		withoutGradient(() => tf.max(z, -1, true)),
	);
	const exponentials = tf.exp(shifted);
	// The others' sum: of the largest from what is there, of the rest by difference, which then is 1 or more.
	const besideLargest = tf.sum(tf.mul(exponentials, tf.sub(1, largest)), -1, true);
	const beside = tf.sub(tf.sum(exponentials, -1, true), exponentials);
	const others = tf.add(tf.mul(largest, besideLargest), tf.mul(tf.sub(1, largest), beside));
	return tf.sub(shifted, tf.log(tf.maximum(others, SMALLEST)));
}
