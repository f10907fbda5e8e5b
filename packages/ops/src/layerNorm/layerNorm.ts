import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank, checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp, type Shape } from '../op.ts';
import { channelSum } from '../reduce/channelSum.ts';
import { layerNormGammaGradOp, layerNormGradOp } from './layerNormGrad.ts';
import { type NormAttributes, normCase } from './normCase.ts';

/** Outputs y [..., C], and per row mean and 1/√(variance + ε) [rows]. */
export const layerNormOp: Op<NormAttributes> = defineOp<NormAttributes>({
	name: 'layerNorm',
	inputs: ['x', 'gamma', 'beta'],
	shape({ x, gamma, beta }) {
		checkMinimumRank('layerNorm', 'x', x!, 2);
		const channels: Shape = [channelsOf(x!)];
		checkShape('layerNorm', 'gamma', gamma!, channels);
		checkShape('layerNorm', 'beta', beta!, channels);
		const rows = x!.slice(0, -1).reduce((product, extent) => product * extent, 1);
		return [x!, [rows], [rows]];
	},
	reference({ x, gamma, beta }, { epsilon }) {
		const rows = tf.reshape(x!, [-1, channelsOf(x!.shape)]);
		const { mean, variance } = tf.moments(rows, 1, true);
		const scale = tf.rsqrt(tf.add(variance, epsilon));
		const y = tf.add(tf.mul(tf.mul(tf.sub(rows, mean), scale), gamma!), beta!);
		return [tf.reshape(y, x!.shape), tf.reshape(mean, [-1]), tf.reshape(scale, [-1])];
	},
	gradient: {
		saveInputs: ['x', 'gamma'],
		saveOutputs: [1, 2],
		apply: (dy, [x, gamma, mean, scale]) => ({
			x: () => runOp(layerNormGradOp, { dy, x, mean, scale, gamma }, {})[0]!,
			gamma: () => runOp(layerNormGammaGradOp, { dy, x, mean, scale }, {})[0]!,
			beta: () => channelSum(dy),
		}),
	},
	cases: [
		normCase([3, 12]),
		normCase([2, 5, 7]),
		normCase([2, 3, 64]),
		normCase([5, 192], 30),
		normCase([1, 2]),
	],
});

/**
 * Layer normalisation of the last axis (Ba et al. 2016; `torch.nn.LayerNorm`):
 * y = (x − mean) / √(variance + ε) · γ + β, population variance.
 *
 * @param x [..., C]
 * @param gamma [C]; ones where absent
 * @param beta [C]; zeros where absent
 * @returns [..., C]
 * @throws {OpError} if shapes do not fit together
 */
export function layerNorm(
	x: tf.Tensor,
	gamma?: tf.Tensor,
	beta?: tf.Tensor,
	options: { readonly epsilon?: number } = {},
): tf.Tensor {
	const channels = channelsOf(x.shape);
	return tf.tidy(
		() =>
			runOp(
				layerNormOp,
				{ x, gamma: gamma ?? tf.ones([channels]), beta: beta ?? tf.zeros([channels]) },
				{ epsilon: options.epsilon ?? 1e-5 },
			)[0]!,
	);
}
