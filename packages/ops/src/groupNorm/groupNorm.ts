import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank, checkShape } from '../checkShape.ts';
import { normCase } from '../layerNorm/normCase.ts';
import { defineOp, type Op, type OpCase, runOp } from '../op.ts';
import { channelSum } from '../reduce/channelSum.ts';
import { checkGroups, groupedVoxels } from './groupedVoxels.ts';
import { groupNormGammaGradOp, groupNormGradOp } from './groupNormGrad.ts';

/** Attributes of `groupNorm`: groups of channels, and ε. */
export interface GroupNormAttributes {
	readonly numGroups: number;
	readonly epsilon: number;
	readonly [name: string]: number;
}

const groupCase = (shape: number[], numGroups: number, offset = 0): OpCase<GroupNormAttributes> => {
	const { name, inputs, attributes } = normCase(shape, offset);
	return { name: `${name}_g${numGroups}`, inputs, attributes: { ...attributes, numGroups } };
};

/** Outputs y [B, …, C], and per batch entry and group mean and 1/√(variance + ε) [B, G]. */
export const groupNormOp: Op<GroupNormAttributes> = defineOp<GroupNormAttributes>({
	name: 'groupNorm',
	inputs: ['x', 'gamma', 'beta'],
	shape({ x, gamma, beta }, { numGroups }) {
		checkMinimumRank('groupNorm', 'x', x!, 3);
		checkGroups('groupNorm', x!, numGroups);
		checkShape('groupNorm', 'gamma', gamma!, [channelsOf(x!)]);
		checkShape('groupNorm', 'beta', beta!, [channelsOf(x!)]);
		return [x!, [x![0]!, numGroups], [x![0]!, numGroups]];
	},
	reference({ x, gamma, beta }, { numGroups, epsilon }) {
		const voxels = groupedVoxels(x!, numGroups);
		const { mean, variance } = tf.moments(voxels, [1, 3], true);
		const scale = tf.rsqrt(tf.add(variance, epsilon));
		const normed = tf.reshape(tf.mul(tf.sub(voxels, mean), scale), x!.shape);
		const statistics = [x!.shape[0]!, numGroups];
		return [
			tf.add(tf.mul(normed, gamma!), beta!),
			tf.reshape(mean, statistics),
			tf.reshape(scale, statistics),
		];
	},
	gradient: {
		saveInputs: ['x', 'gamma'],
		saveOutputs: [1, 2],
		apply: (dy, [x, gamma, mean, scale], { numGroups }) => ({
			x: () => runOp(groupNormGradOp, { dy, x, mean, scale, gamma }, { numGroups })[0]!,
			gamma: () => runOp(groupNormGammaGradOp, { dy, x, mean, scale }, { numGroups })[0]!,
			beta: () => channelSum(dy),
		}),
	},
	cases: [
		groupCase([2, 5, 4, 3, 6], 2),
		groupCase([1, 3, 2, 5, 16], 8),
		groupCase([2, 4, 4, 4, 3], 1, 30),
		groupCase([2, 1, 1, 2, 9], 3),
		groupCase([3, 37, 20], 20),
	],
});

/**
 * Group normalisation (Wu and He 2018; `torch.nn.GroupNorm`): every group of channels of every batch entry over its
 * space and channels, y = (x − mean) / √(variance + ε) · γ + β, population variance.
 *
 * @param x [B, …space, C]
 * @param numGroups a divisor of C
 * @param gamma [C]; ones where absent
 * @param beta [C]; zeros where absent
 * @returns [B, …space, C]
 * @throws {OpError} if shapes do not fit together or the channels do not divide into the groups
 */
export function groupNorm(
	x: tf.Tensor,
	numGroups: number,
	gamma?: tf.Tensor,
	beta?: tf.Tensor,
	options: { readonly epsilon?: number } = {},
): tf.Tensor {
	const channels = channelsOf(x.shape);
	return tf.tidy(
		() =>
			runOp(
				groupNormOp,
				{ x, gamma: gamma ?? tf.ones([channels]), beta: beta ?? tf.zeros([channels]) },
				{ numGroups, epsilon: options.epsilon ?? 1e-5 },
			)[0]!,
	);
}
