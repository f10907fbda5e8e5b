import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, type OpCase, type Shape } from '../op.ts';
import { OpError } from '../opError.ts';
import { type AttentionAttributes, modelChannels } from './attentionShape.ts';
import { headsFirst, mergeHeads, scaledScores, splitHeads } from './heads.ts';

/** Batch, tokens, heads, head size and windows at which the biased ops are tested. */
export const biasedCases: readonly { B: number; N: number; h: number; d: number; W: number }[] = [
	{ B: 2, N: 7, h: 3, d: 4, W: 1 },
	{ B: 4, N: 12, h: 2, d: 5, W: 2 },
	{ B: 6, N: 24, h: 1, d: 8, W: 3 },
	{ B: 1, N: 1, h: 2, d: 4, W: 1 },
	{ B: 2, N: 33, h: 2, d: 16, W: 2 },
];

const gradCase = ({ B, N, h, d, W }: (typeof biasedCases)[number]): OpCase<AttentionAttributes> => ({
	name: `b${B}n${N}h${h}d${d}w${W}`,
	inputs: {
		dy: { shape: [B, N, h * d] },
		qkv: { shape: [B, N, 3 * h * d] },
		y: { shape: [B, N, h * d] },
		logSum: { shape: [B, h, N], offset: 4, scale: 0.5 },
		bias: { shape: [h, N, N] },
		mask: { shape: [W, N, N] },
	},
	attributes: { numHeads: h, scale: d ** -0.5 },
});

/** q kᵀ · scale + bias + mask, [B · h, N, N]; entry b of the batch has mask b mod W. */
export function biasedScores(
	q: tf.Tensor3D,
	k: tf.Tensor3D,
	scale: number,
	bias: tf.Tensor,
	mask: tf.Tensor,
): tf.Tensor3D {
	const [heads, N] = bias.shape as [number, number];
	const W = mask.shape[0]!;
	const scores = tf.add(tf.reshape(scaledScores(q, k, scale), [-1, heads, N, N]), bias); // [B, h, N, N]
	const masked = tf.add(tf.reshape(scores, [-1, W, heads, N * N]), tf.reshape(mask, [W, 1, N * N]));
	return tf.reshape(masked, [-1, N, N]);
}

/** @throws {OpError} unless bias is [h, N, N] and mask [W, N, N] with W a divisor of the batch. */
export function checkBias(opName: string, qkv: Shape, numHeads: number, bias: Shape, mask: Shape): void {
	const [batch, tokens] = qkv as [number, number];
	checkShape(opName, 'bias', bias, [numHeads, tokens, tokens]);
	const windows = mask[0] ?? 0;
	checkShape(opName, 'mask', mask, [windows, tokens, tokens]);
	if (windows > 0 && batch % windows === 0) return;
	throw new OpError(`${opName}: a batch of ${batch} is no multiple of the mask's ${windows} windows`);
}

/** ds, the gradient of the scores before the factor: p · (dy vᵀ − δ), [B·h, N, N], with what it is made of. */
function scoreGradient(
	inputs: Readonly<Record<string, tf.Tensor>>,
	{ numHeads, scale }: AttentionAttributes,
) {
	const { dy, qkv, y, logSum, bias, mask } = inputs;
	const [q, k, v] = splitHeads(qkv!, numHeads);
	const dyHeads = headsFirst(dy!, numHeads);
	const rowLogSum = tf.reshape(logSum!, [-1, qkv!.shape[1]!, 1]);
	const p: tf.Tensor3D = tf.exp(tf.sub(biasedScores(q, k, scale, bias!, mask!), rowLogSum));
	const delta = tf.sum(tf.mul(dyHeads, headsFirst(y!, numHeads)), -1, true);
	const ds: tf.Tensor3D = tf.mul(p, tf.sub(tf.matMul(dyHeads, v, false, true), delta));
	return { q, k, p, ds, dyHeads };
}

const inputNames = ['dy', 'qkv', 'y', 'logSum', 'bias', 'mask'];

function checkInputs(opName: string, shapes: Readonly<Record<string, Shape>>, numHeads: number): void {
	const channels = modelChannels(shapes.qkv!, numHeads);
	const [batch, tokens] = shapes.qkv as [number, number, number];
	checkShape(opName, 'dy', shapes.dy!, [batch, tokens, channels]);
	checkShape(opName, 'y', shapes.y!, [batch, tokens, channels]);
	checkShape(opName, 'logSum', shapes.logSum!, [batch, numHeads, tokens]);
	checkBias(opName, shapes.qkv!, numHeads, shapes.bias!, shapes.mask!);
}

/** Gradient of `biasedAttention` by qkv; see `attentionGrad`. */
export const biasedAttentionGradOp: Op<AttentionAttributes> = defineOp<AttentionAttributes>({
	name: 'biasedAttentionGrad',
	inputs: inputNames,
	shape(shapes, { numHeads }) {
		checkInputs('biasedAttentionGrad', shapes, numHeads);
		return [shapes.qkv!];
	},
	reference(inputs, attributes) {
		const { q, k, p, ds, dyHeads } = scoreGradient(inputs, attributes);
		const scaled: tf.Tensor3D = tf.mul(ds, attributes.scale);
		const parts = [
			tf.matMul(scaled, k),
			tf.matMul(scaled, q, true, false),
			tf.matMul(p, dyHeads, true, false),
		];
		return [
			tf.concat(
				parts.map((part) => mergeHeads(part, attributes.numHeads)),
				2,
			),
		];
	},
	cases: biasedCases.map(gradCase),
});

/** Gradient of `biasedAttention` by its bias: ds summed over the batch, [h, N, N]. */
export const biasedAttentionBiasGradOp: Op<AttentionAttributes> = defineOp<AttentionAttributes>({
	name: 'biasedAttentionBiasGrad',
	inputs: inputNames,
	shape(shapes, { numHeads }) {
		checkInputs('biasedAttentionBiasGrad', shapes, numHeads);
		return [shapes.bias!];
	},
	reference(inputs, attributes) {
		const { ds } = scoreGradient(inputs, attributes);
		const [heads, N] = inputs.bias!.shape as [number, number];
		return [tf.sum(tf.reshape(ds, [-1, heads, N, N]), 0)];
	},
	cases: biasedCases.map(gradCase),
});
