import * as tf from '@tensorflow/tfjs';

/** Below every weight in use. */
const LEAST = 1e-30;

/** total / weight, and 0 where nothing weighs anything: there is nothing to learn there, and no 0 / 0. */
export const weightedMean = <T extends tf.Tensor>(total: T, weight: tf.Tensor): T =>
	tf.div(total, tf.maximum(weight, LEAST));
