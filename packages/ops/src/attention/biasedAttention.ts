import * as tf from '@tensorflow/tfjs';
import { defineOp, type Op, runOp } from '../op.ts';
import { type AttentionAttributes, modelChannels } from './attentionShape.ts';
import {
	biasedAttentionBiasGradOp,
	biasedAttentionGradOp,
	biasedCases,
	biasedScores,
	checkBias,
} from './biasedAttentionGrad.ts';
import { mergeHeads, splitHeads } from './heads.ts';

/**
 * Attention with a bias on the scores of each head and a mask for each window, neither of which may be absent.
 * Outputs y [B, N, C], and per head and token log Σ exp(score) [B, h, N].
 */
export const biasedAttentionOp: Op<AttentionAttributes> = defineOp<AttentionAttributes>({
	name: 'biasedAttention',
	inputs: ['qkv', 'bias', 'mask'],
	shape({ qkv, bias, mask }, { numHeads }) {
		const channels = modelChannels(qkv!, numHeads);
		checkBias('biasedAttention', qkv!, numHeads, bias!, mask!);
		return [
			[qkv![0]!, qkv![1]!, channels],
			[qkv![0]!, numHeads, qkv![1]!],
		];
	},
	reference({ qkv, bias, mask }, { numHeads, scale }) {
		const [q, k, v] = splitHeads(qkv!, numHeads);
		const scores = biasedScores(q, k, scale, bias!, mask!); // [B·h, N, N]
		const logSum = tf.logSumExp(scores, -1, true);
		const y = tf.matMul(tf.exp(tf.sub(scores, logSum)) as tf.Tensor3D, v);
		return [mergeHeads(y, numHeads), tf.reshape(logSum, [qkv!.shape[0]!, numHeads, qkv!.shape[1]!])];
	},
	gradient: {
		saveInputs: ['qkv', 'bias', 'mask'],
		saveOutputs: [0, 1],
		constants: ['mask'],
		apply: (dy, [qkv, bias, mask, y, logSum], attributes) => {
			const inputs = { dy, qkv, y, logSum, bias, mask };
			return {
				qkv: () => runOp(biasedAttentionGradOp, inputs, attributes)[0]!,
				bias: () => runOp(biasedAttentionBiasGradOp, inputs, attributes)[0]!,
			};
		},
	},
	cases: biasedCases.map(({ B, N, h, d, W }) => ({
		name: `b${B}n${N}h${h}d${d}w${W}`,
		inputs: {
			qkv: { shape: [B, N, 3 * h * d], scale: 2 },
			bias: { shape: [h, N, N] },
			mask: { shape: [W, N, N] },
		},
		attributes: { numHeads: h, scale: d ** -0.5 },
	})),
});
