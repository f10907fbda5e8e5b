import * as tf from '@tensorflow/tfjs';
import { checkNormGrad } from '../checkNormGrad.ts';
import { channelsOf, checkShape } from '../checkShape.ts';
import { defineOp, type Op, type OpCase } from '../op.ts';
import { checkGroups, type GroupAttributes, groupedVoxels, perGroup } from './groupedVoxels.ts';

const shapes: readonly (readonly [number[], number])[] = [
	[[2, 5, 4, 3, 6], 2],
	[[1, 3, 2, 5, 16], 8],
	[[2, 4, 4, 4, 3], 1],
	[[2, 1, 1, 2, 9], 3],
	[[3, 37, 20], 20],
];

const gradCase = (shape: number[], numGroups: number, withGamma: boolean): OpCase<GroupAttributes> => {
	const channels = channelsOf(shape);
	return {
		name: `n${shape.join('x')}_g${numGroups}`,
		inputs: {
			dy: { shape },
			x: { shape },
			mean: { shape: [shape[0]!, numGroups], scale: 0.1 },
			scale: { shape: [shape[0]!, numGroups], scale: 0.5, offset: 1.5 },
			...(withGamma && { gamma: { shape: [channels], offset: 1, scale: 0.5 } }),
		},
		attributes: { numGroups },
	};
};

/** x̂ = (x − mean) · scale, [B, voxels, G, C/G]. */
const normalised = (inputs: Readonly<Record<string, tf.Tensor>>, numGroups: number): tf.Tensor =>
	tf.mul(tf.sub(groupedVoxels(inputs.x!, numGroups), perGroup(inputs.mean!)), perGroup(inputs.scale!));

/** Gradient of `groupNorm` by x: g = dy · γ, dx = scale · (g − mean(g) − x̂ · mean(g · x̂)), means over a group. */
export const groupNormGradOp: Op<GroupAttributes> = defineOp<GroupAttributes>({
	name: 'groupNormGrad',
	inputs: ['dy', 'x', 'mean', 'scale', 'gamma'],
	shape(shapes, { numGroups }) {
		checkNormGrad('groupNormGrad', shapes, 3, [shapes.x![0]!, numGroups]);
		checkGroups('groupNormGrad', shapes.x!, numGroups);
		checkShape('groupNormGrad', 'gamma', shapes.gamma!, [channelsOf(shapes.x!)]);
		return [shapes.x!];
	},
	reference(inputs, { numGroups }) {
		const xHat = normalised(inputs, numGroups);
		const g = groupedVoxels(tf.mul(inputs.dy!, inputs.gamma!), numGroups);
		const projection = tf.mul(xHat, tf.mean(tf.mul(g, xHat), [1, 3], true));
		const centred = tf.sub(tf.sub(g, tf.mean(g, [1, 3], true)), projection);
		return [tf.reshape(tf.mul(centred, perGroup(inputs.scale!)), inputs.x!.shape)];
	},
	cases: shapes.map(([shape, numGroups]) => gradCase(shape, numGroups, true)),
});

/** Gradient of `groupNorm` by γ: Σ dy · x̂ over batch and space, [C]. */
export const groupNormGammaGradOp: Op<GroupAttributes> = defineOp<GroupAttributes>({
	name: 'groupNormGammaGrad',
	inputs: ['dy', 'x', 'mean', 'scale'],
	shape(shapes, { numGroups }) {
		checkNormGrad('groupNormGammaGrad', shapes, 3, [shapes.x![0]!, numGroups]);
		checkGroups('groupNormGammaGrad', shapes.x!, numGroups);
		return [[channelsOf(shapes.x!)]];
	},
	reference(inputs, { numGroups }) {
		const product = tf.mul(groupedVoxels(inputs.dy!, numGroups), normalised(inputs, numGroups));
		return [tf.reshape(tf.sum(product, [0, 1]), [channelsOf(inputs.x!.shape)])];
	},
	cases: shapes.map(([shape, numGroups]) => gradCase(shape, numGroups, false)),
});
