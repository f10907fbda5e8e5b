import * as tf from '@tensorflow/tfjs';
import { checkNormGrad } from '../checkNormGrad.ts';
import { channelsOf, checkShape } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, type OpCase } from '../op.ts';

const shapes = [
	[2, 5, 4, 3, 6],
	[1, 3, 2, 5, 16],
	[2, 4, 4, 4, 3],
	[2, 1, 1, 2, 9],
	[3, 37, 20],
];

const gradCase = (shape: number[], withGamma: boolean): OpCase => {
	const channels = channelsOf(shape);
	return {
		name: `n${shape.join('x')}`,
		inputs: {
			dy: { shape },
			x: { shape },
			mean: { shape: [shape[0]!, channels], scale: 0.1 },
			scale: { shape: [shape[0]!, channels], scale: 0.5, offset: 1.5 },
			...(withGamma && { gamma: { shape: [channels], offset: 1, scale: 0.5 } }),
		},
		attributes: {},
	};
};

/** x̂ = (x − mean) · scale and dy, both as [B, voxels, C]. */
function normalisedVoxels(inputs: Readonly<Record<string, tf.Tensor>>): {
	xHat: tf.Tensor;
	voxels: tf.Tensor;
} {
	const [batch, channels] = [inputs.x!.shape[0]!, channelsOf(inputs.x!.shape)];
	const perChannel = (name: string) => tf.reshape(inputs[name]!, [batch, 1, channels]);
	const x = tf.reshape(inputs.x!, [batch, -1, channels]);
	return {
		xHat: tf.mul(tf.sub(x, perChannel('mean')), perChannel('scale')),
		voxels: tf.reshape(inputs.dy!, [batch, -1, channels]),
	};
}

/** Gradient of `instanceNorm` by x: g = dy · γ, dx = scale · (g − mean(g) − x̂ · mean(g · x̂)), means over space. */
export const instanceNormGradOp: Op = defineOp<Attributes>({
	name: 'instanceNormGrad',
	inputs: ['dy', 'x', 'mean', 'scale', 'gamma'],
	shape(shapes) {
		checkNormGrad('instanceNormGrad', shapes, 3, [shapes.x![0]!, channelsOf(shapes.x!)]);
		checkShape('instanceNormGrad', 'gamma', shapes.gamma!, [channelsOf(shapes.x!)]);
		return [shapes.x!];
	},
	reference(inputs) {
		const { xHat, voxels } = normalisedVoxels(inputs);
		const g = tf.mul(voxels, inputs.gamma!);
		const projection = tf.mul(xHat, tf.mean(tf.mul(g, xHat), 1, true));
		const centred = tf.sub(tf.sub(g, tf.mean(g, 1, true)), projection);
		const scale = tf.expandDims(inputs.scale!, 1);
		return [tf.reshape(tf.mul(centred, scale), inputs.x!.shape)];
	},
	cases: shapes.map((shape) => gradCase(shape, true)),
});

/** Gradient of `instanceNorm` by γ: Σ dy · x̂ over batch and space, [C]. */
export const instanceNormGammaGradOp: Op = defineOp<Attributes>({
	name: 'instanceNormGammaGrad',
	inputs: ['dy', 'x', 'mean', 'scale'],
	shape(shapes) {
		checkNormGrad('instanceNormGammaGrad', shapes, 3, [shapes.x![0]!, channelsOf(shapes.x!)]);
		return [[channelsOf(shapes.x!)]];
	},
	reference(inputs) {
		const { xHat, voxels } = normalisedVoxels(inputs);
		return [tf.sum(tf.sum(tf.mul(voxels, xHat), 1), 0)];
	},
	cases: shapes.map((shape) => gradCase(shape, false)),
});
