import * as tf from '@tensorflow/tfjs';
import { checkRank } from '../checkShape.ts';
import { defineOp, type Op, type OpCase, runOp, type Shape } from '../op.ts';
import { OpError } from '../opError.ts';
import { attentionGradOp } from './attentionGrad.ts';
import { mergeHeads, scaledScores, splitHeads } from './heads.ts';

/** Attributes of `attention`: number of heads and the factor on q·k. */
export interface AttentionAttributes {
	readonly numHeads: number;
	readonly scale: number;
	readonly [name: string]: number;
}

const attentionCase = (
	batch: number,
	tokens: number,
	heads: number,
	size: number,
): OpCase<AttentionAttributes> => ({
	name: `b${batch}n${tokens}h${heads}d${size}`,
	inputs: { qkv: { shape: [batch, tokens, 3 * heads * size], scale: 2 } },
	attributes: { numHeads: heads, scale: size ** -0.5 },
});

/** Channels of the model, C, of a packed [B, N, 3·C]. */
function modelChannels(qkv: Shape, numHeads: number): number {
	checkRank('attention', 'qkv', qkv, 3);
	if (qkv[2]! % (3 * numHeads) !== 0) {
		throw new OpError(`attention: ${qkv[2]} channels are no multiple of 3 · ${numHeads} heads`);
	}
	return qkv[2]! / 3;
}

/** Outputs y [B, N, C], and per head and token log Σ exp(score) [B, h, N]. */
export const attentionOp: Op<AttentionAttributes> = defineOp<AttentionAttributes>({
	name: 'attention',
	inputs: ['qkv'],
	shape({ qkv }, { numHeads }) {
		const channels = modelChannels(qkv!, numHeads);
		return [
			[qkv![0]!, qkv![1]!, channels],
			[qkv![0]!, numHeads, qkv![1]!],
		];
	},
	reference({ qkv }, { numHeads, scale }) {
		const [q, k, v] = splitHeads(qkv!, numHeads);
		const scores = scaledScores(q, k, scale); // [B·h, N, N]
		const logSum = tf.logSumExp(scores, -1, true);
		const y = tf.matMul(tf.exp(tf.sub(scores, logSum)), v);
		return [mergeHeads(y, numHeads), tf.reshape(logSum, [qkv!.shape[0]!, numHeads, qkv!.shape[1]!])];
	},
	gradient: {
		saveInputs: ['qkv'],
		saveOutputs: [0, 1],
		apply: (dy, [qkv, y, logSum], attributes) => ({
			qkv: () => runOp(attentionGradOp, { dy, qkv, y, logSum }, attributes)[0]!,
		}),
	},
	cases: [
		attentionCase(2, 7, 3, 4),
		attentionCase(1, 1, 1, 4),
		attentionCase(1, 24, 2, 32),
		attentionCase(2, 13, 2, 5),
		attentionCase(1, 33, 4, 8),
	],
});

/**
 * Multi-head self-attention on packed projections (Vaswani et al. 2017): softmax(q kᵀ · scale) v per head.
 *
 * @param qkv [B, N, 3·C], the last axis ordered (q k v, head, d) as MONAI's `SABlock.qkv`
 * @param options.numHeads heads h; d = C / h
 * @param options.scale factor on q·k, d^-½ by default
 * @returns [B, N, C], heads merged as (head, d)
 * @throws {OpError} if the channels are no multiple of 3 · numHeads
 */
export function attention(
	qkv: tf.Tensor,
	options: { readonly numHeads: number; readonly scale?: number },
): tf.Tensor3D {
	const { numHeads } = options;
	const scale = options.scale ?? (modelChannels(qkv.shape, numHeads) / numHeads) ** -0.5;
	return runOp(attentionOp, { qkv }, { numHeads, scale })[0] as tf.Tensor3D;
}
