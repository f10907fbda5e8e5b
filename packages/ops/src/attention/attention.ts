import * as tf from '@tensorflow/tfjs';
import { defineOp, type Op, type OpCase, runOp } from '../op.ts';
import { attentionGradOp } from './attentionGrad.ts';
import { type AttentionAttributes, modelChannels } from './attentionShape.ts';
import { biasedAttentionOp } from './biasedAttention.ts';
import { mergeHeads, scaledScores, splitHeads } from './heads.ts';

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

/** Options of `attention`. */
export interface AttentionOptions {
	/** Heads h; d = C / h. */
	readonly numHeads: number;
	/** Factor on q·k, d^-½ by default. */
	readonly scale?: number;
	/** Added to the scores of each head, [h, N, N]. */
	readonly bias?: tf.Tensor;
	/** Added to the scores of each window, [W, N, N], without a gradient; entry b of the batch has mask b mod W. */
	readonly mask?: tf.Tensor;
}

/**
 * Multi-head self-attention on packed projections (Vaswani et al. 2017): softmax(q kᵀ · scale + bias + mask) v per
 * head, with the bias and the mask of windows as in Swin (Liu et al. 2021, equation 4).
 *
 * @param qkv [B, N, 3·C], the last axis ordered (q k v, head, d) as MONAI's `SABlock.qkv`
 * @returns [B, N, C], heads merged as (head, d)
 * @throws {OpError} if the channels are no multiple of 3 · numHeads, or bias or mask have another shape
 */
export function attention(qkv: tf.Tensor, options: AttentionOptions): tf.Tensor3D {
	const { numHeads, bias, mask } = options;
	const scale = options.scale ?? (modelChannels(qkv.shape, numHeads) / numHeads) ** -0.5;
	const attributes = { numHeads, scale };
	if (!bias && !mask) return runOp(attentionOp, { qkv }, attributes)[0] as tf.Tensor3D;
	const tokens = qkv.shape[1]!;
	return tf.tidy(() => {
		const inputs = {
			qkv,
			bias: bias ?? tf.zeros([numHeads, tokens, tokens]),
			mask: mask ?? tf.zeros([1, tokens, tokens]),
		};
		return runOp(biasedAttentionOp, inputs, attributes)[0] as tf.Tensor3D;
	});
}
