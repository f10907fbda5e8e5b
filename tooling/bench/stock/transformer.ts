import * as tf from '@tensorflow/tfjs';
import type { BlockWeights } from '../blockWeights.ts';

/** Layer norm over the last axis, as tfjs users write it: there is no kernel of its own. */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
	const { mean, variance } = tf.moments(x, -1, true);
	return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gamma), beta);
}

function gelu(x: tf.Tensor): tf.Tensor {
	return tf.mul(tf.mul(x, tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)), 0.5);
}

/** [B, N, K] x [K, M] -> [B, N, M], as one matrix product. */
function linear(x: tf.Tensor, kernel: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
	const [batch, tokens, channels] = x.shape as [number, number, number];
	const flat = tf.matMul(tf.reshape(x, [batch * tokens, channels]), kernel as tf.Tensor2D);
	const y = tf.reshape(flat, [batch, tokens, kernel.shape[1]!]);
	return bias ? tf.add(y, bias) : y;
}

/** qkv [B, N, 3C] -> [B, N, C] */
function attention(qkv: tf.Tensor, numHeads: number): tf.Tensor {
	const [batch, tokens, width] = qkv.shape as [number, number, number];
	const headSize = width / 3 / numHeads;
	const heads = (x: tf.Tensor): tf.Tensor =>
		tf.transpose(tf.reshape(x, [batch, tokens, numHeads, headSize]), [0, 2, 1, 3]); // [B, N, C] -> [B, h, N, d]
	const [q, k, v] = tf.split(qkv, 3, 2).map(heads) as [tf.Tensor, tf.Tensor, tf.Tensor];
	const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), headSize ** -0.5));
	return tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [batch, tokens, width / 3]);
}

/** A pre-norm transformer block on [B, N, C]. */
export function transformerBlock(x: tf.Tensor, w: BlockWeights, numHeads: number): tf.Tensor {
	const mixed = attention(linear(layerNorm(x, w.gamma1, w.beta1), w.qkv), numHeads);
	const middle = tf.add(x, linear(mixed, w.proj, w.projBias));
	const wide = gelu(linear(layerNorm(middle, w.gamma2, w.beta2), w.fc1, w.fc1Bias));
	return tf.add(middle, linear(wide, w.fc2, w.fc2Bias));
}
