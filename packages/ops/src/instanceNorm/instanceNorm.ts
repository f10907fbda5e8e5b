import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank, checkShape } from '../checkShape.ts';
import { type NormAttributes, normCase } from '../layerNorm/normCase.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { channelSum } from '../reduce/channelSum.ts';
import { instanceNormGammaGradOp, instanceNormGradOp } from './instanceNormGrad.ts';

/** Outputs y [B, …, C], and per batch entry and channel mean and 1/√(variance + ε) [B, C]. */
export const instanceNormOp: Op<NormAttributes> = defineOp<NormAttributes>({
	name: 'instanceNorm',
	inputs: ['x', 'gamma', 'beta'],
	shape({ x, gamma, beta }) {
		checkMinimumRank('instanceNorm', 'x', x!, 3);
		const channels = channelsOf(x!);
		checkShape('instanceNorm', 'gamma', gamma!, [channels]);
		checkShape('instanceNorm', 'beta', beta!, [channels]);
		return [x!, [x![0]!, channels], [x![0]!, channels]];
	},
	reference({ x, gamma, beta }, { epsilon }) {
		const [batch, channels] = [x!.shape[0]!, channelsOf(x!.shape)];
		const voxels = tf.reshape(x!, [batch, -1, channels]);
		const { mean, variance } = tf.moments(voxels, 1, true);
		const scale = tf.rsqrt(tf.add(variance, epsilon));
		const y = tf.add(tf.mul(tf.mul(tf.sub(voxels, mean), scale), gamma!), beta!);
		return [
			tf.reshape(y, x!.shape),
			tf.reshape(mean, [batch, channels]),
			tf.reshape(scale, [batch, channels]),
		];
	},
	gradient: {
		saveInputs: ['x', 'gamma'],
		saveOutputs: [1, 2],
		apply: (dy, [x, gamma, mean, scale]) => ({
			x: () => runOp(instanceNormGradOp, { dy, x, mean, scale, gamma }, {})[0]!,
			gamma: () => runOp(instanceNormGammaGradOp, { dy, x, mean, scale }, {})[0]!,
			beta: () => channelSum(dy),
		}),
	},
	cases: [
		normCase([2, 5, 4, 3, 6]),
		normCase([1, 3, 2, 5, 16]),
		normCase([2, 4, 4, 4, 3], 30),
		normCase([2, 1, 1, 2, 9]),
		normCase([3, 37, 20]),
	],
});

/**
 * Instance normalisation (Ulyanov et al. 2016; `torch.nn.InstanceNorm3d`): every channel of every batch entry
 * over its space, y = (x − mean) / √(variance + ε) · γ + β, population variance.
 *
 * @param x [B, …space, C]
 * @param gamma [C]; ones where absent
 * @param beta [C]; zeros where absent
 * @returns [B, …space, C]
 * @throws {OpError} if shapes do not fit together
 */
export function instanceNorm(
	x: tf.Tensor,
	gamma?: tf.Tensor,
	beta?: tf.Tensor,
	options: { readonly epsilon?: number } = {},
): tf.Tensor {
	const channels = channelsOf(x.shape);
	return tf.tidy(
		() =>
			runOp(
				instanceNormOp,
				{ x, gamma: gamma ?? tf.ones([channels]), beta: beta ?? tf.zeros([channels]) },
				{ epsilon: options.epsilon ?? 1e-5 },
			)[0]!,
	);
}
