import * as tf from '@tensorflow/tfjs';

/** What is added to the scores of an attention, and its heads. */
export interface WeighedOptions {
	readonly numHeads: number;
	/** [h, N, N] */
	readonly bias?: tf.Tensor;
	/** [W, N, N]; entry b of the batch has mask b mod W. */
	readonly mask?: tf.Tensor;
}

/**
 * Attention weights softmax(q kᵀ / √d + bias + mask) and v in plain ops, for where the weights themselves are wanted:
 * the fused op never has them; [B, N, 3·C] -> weights [B, h, N, N], v [B, h, N, d].
 */
export function attentionWeights(
	qkv: tf.Tensor,
	{ numHeads, bias, mask }: WeighedOptions,
): { weights: tf.Tensor4D; v: tf.Tensor4D } {
	const [B, N, packed] = qkv.shape as [number, number, number];
	const d = packed / 3 / numHeads;
	const split = tf.transpose(tf.reshape(qkv, [B, N, 3, numHeads, d]), [2, 0, 3, 1, 4]);
	const [q, k, v] = tf.unstack(split) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // [B, h, N, d]
	let scores: tf.Tensor = tf.mul(tf.matMul(q, k, false, true), d ** -0.5); // [B, h, N, N]
	if (bias) scores = tf.add(scores, bias);
	if (mask) {
		const W = mask.shape[0]!;
		const perWindow = tf.reshape(scores, [B / W, W, numHeads, N * N]);
		scores = tf.reshape(tf.add(perWindow, tf.reshape(mask, [W, 1, N * N])), [B, numHeads, N, N]);
	}
	return { weights: tf.softmax(scores) as tf.Tensor4D, v };
}

/** Attention with a random share of its weights set to zero, as training has it: [B, N, 3·C] -> [B, N, C]. */
export function droppedAttention(
	qkv: tf.Tensor,
	options: WeighedOptions,
	{ rate, seed }: { readonly rate: number; readonly seed: string },
): tf.Tensor {
	const { weights, v } = attentionWeights(qkv, options);
	const heads = tf.matMul(tf.dropout(weights, rate, undefined, seed), v); // [B, h, N, d]
	const [B, N, packed] = qkv.shape as [number, number, number];
	return tf.reshape(tf.transpose(heads, [0, 2, 1, 3]), [B, N, packed / 3]);
}
