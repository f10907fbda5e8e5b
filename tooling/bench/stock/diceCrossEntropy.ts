import * as tf from '@tensorflow/tfjs';

/** 1 - soft Dice (batch-wise, without background) + cross entropy; both [B, D, H, W, C]. */
export function diceCrossEntropy(targets: tf.Tensor, logits: tf.Tensor): tf.Scalar {
	const classes = logits.shape[4]!;
	const space = [0, 1, 2, 3];
	const probabilities = tf.softmax(logits);
	const overlap = tf.sum(tf.mul(probabilities, targets), space);
	const total = tf.add(tf.sum(probabilities, space), tf.sum(targets, space));
	const dice = tf.div(tf.add(tf.mul(overlap, 2), 1e-5), tf.add(total, 1e-5)) as tf.Tensor1D;
	const foreground = tf.mean(tf.slice(dice, [1], [classes - 1]));
	const flat = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [-1, classes]);
	return tf.add(tf.sub(1, foreground), tf.losses.softmaxCrossEntropy(flat(targets), flat(logits)));
}
