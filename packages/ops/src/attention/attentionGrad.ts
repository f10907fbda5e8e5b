import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, type OpCase } from '../op.ts';
import { type AttentionAttributes, modelChannels } from './attentionShape.ts';
import { headsFirst, mergeHeads, scaledScores, splitHeads } from './heads.ts';

const gradCase = (
	batch: number,
	tokens: number,
	heads: number,
	size: number,
): OpCase<AttentionAttributes> => ({
	name: `b${batch}n${tokens}h${heads}d${size}`,
	inputs: {
		dy: { shape: [batch, tokens, heads * size] },
		qkv: { shape: [batch, tokens, 3 * heads * size] },
		y: { shape: [batch, tokens, heads * size] },
		logSum: { shape: [batch, heads, tokens], offset: 4, scale: 0.5 },
	},
	attributes: { numHeads: heads, scale: size ** -0.5 },
});

/**
 * Gradient of `attention` by qkv. With p = exp(score − logSum) and δ = Σ_d dy · y per token and head:
 * dv = pᵀ dy, ds = p · (dy vᵀ − δ) · scale, dq = ds k, dk = dsᵀ q.
 */
export const attentionGradOp: Op<AttentionAttributes> = defineOp<AttentionAttributes>({
	name: 'attentionGrad',
	inputs: ['dy', 'qkv', 'y', 'logSum'],
	shape({ dy, qkv, y, logSum }, { numHeads }) {
		const channels = modelChannels(qkv!, numHeads);
		const [batch, tokens] = qkv as [number, number, number];
		checkShape('attentionGrad', 'dy', dy!, [batch, tokens, channels]);
		checkShape('attentionGrad', 'y', y!, [batch, tokens, channels]);
		checkShape('attentionGrad', 'logSum', logSum!, [batch, numHeads, tokens]);
		return [qkv!];
	},
	reference({ dy, qkv, y, logSum }, { numHeads, scale }) {
		const [q, k, v] = splitHeads(qkv!, numHeads);
		const dyHeads = headsFirst(dy!, numHeads);
		const rowLogSum = tf.reshape(logSum!, [-1, qkv!.shape[1]!, 1]);
		const p: tf.Tensor3D = tf.exp(tf.sub(scaledScores(q, k, scale), rowLogSum)); // [B·h, N, N]
		const delta = tf.sum(tf.mul(dyHeads, headsFirst(y!, numHeads)), -1, true);
		const dp = tf.matMul(dyHeads, v, false, true);
		const ds: tf.Tensor3D = tf.mul(tf.mul(p, tf.sub(dp, delta)), scale);
		const dq = tf.matMul(ds, k);
		const dk = tf.matMul(ds, q, true, false);
		const dv = tf.matMul(p, dyHeads, true, false);
		return [
			tf.concat(
				[dq, dk, dv].map((part) => mergeHeads(part, numHeads)),
				2,
			),
		];
	},
	cases: [
		gradCase(2, 7, 3, 4),
		gradCase(1, 1, 1, 4),
		gradCase(1, 24, 2, 32),
		gradCase(2, 13, 2, 5),
		gradCase(1, 33, 4, 8),
	],
});
