import * as tf from '@tensorflow/tfjs';

/** Heads out of the channels: [B, N, h·d] -> [B·h, N, d]. */
export function headsFirst(x: tf.Tensor, numHeads: number): tf.Tensor3D {
	const [batch, tokens, channels] = x.shape as [number, number, number];
	const split = tf.reshape(x, [batch, tokens, numHeads, channels / numHeads]);
	return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [batch * numHeads, tokens, channels / numHeads]);
}

/** q, k and v out of a packed [B, N, 3·h·d], each [B·h, N, d]. */
export function splitHeads(qkv: tf.Tensor, numHeads: number): [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D] {
	const [batch, tokens, packed] = qkv.shape as [number, number, number];
	const third = (index: number) =>
		headsFirst(tf.slice(qkv, [0, 0, (index * packed) / 3], [batch, tokens, packed / 3]), numHeads);
	return [third(0), third(1), third(2)];
}

/** Heads back into the channels: [B·h, N, d] -> [B, N, h·d]. */
export function mergeHeads(x: tf.Tensor, numHeads: number): tf.Tensor3D {
	const [rows, tokens, size] = x.shape as [number, number, number];
	const split = tf.reshape(x, [rows / numHeads, numHeads, tokens, size]);
	return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [rows / numHeads, tokens, numHeads * size]);
}

/** q kᵀ · scale: [B·h, N, N]. */
export const scaledScores = (q: tf.Tensor3D, k: tf.Tensor3D, scale: number): tf.Tensor3D =>
	tf.mul(tf.matMul(q, k, false, true), scale);
