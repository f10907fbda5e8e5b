import * as tf from '@tensorflow/tfjs';
import { checkNormGrad } from '../checkNormGrad.ts';
import { channelsOf, checkShape } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, type OpCase, type Shape } from '../op.ts';

const shapes = [
	[3, 12],
	[2, 5, 7],
	[2, 3, 64],
	[5, 192],
	[1, 2],
];

/** Rows of [..., C]. */
const rowsOf = (shape: Shape): number => shape.slice(0, -1).reduce((product, extent) => product * extent, 1);

const gradCase = (shape: number[], withGamma: boolean): OpCase => {
	const rows = [rowsOf(shape)];
	return {
		name: `n${shape.join('x')}`,
		inputs: {
			dy: { shape },
			x: { shape },
			mean: { shape: rows, scale: 0.1 },
			scale: { shape: rows, scale: 0.5, offset: 1.5 },
			...(withGamma && { gamma: { shape: [channelsOf(shape)], offset: 1, scale: 0.5 } }),
		},
		attributes: {},
	};
};

/** x̂ = (x − mean) · scale and dy, both as [rows, C]. */
function normalisedRows(inputs: Readonly<Record<string, tf.Tensor>>): { xHat: tf.Tensor; rows: tf.Tensor } {
	const channels = channelsOf(inputs.x!.shape);
	const column = (name: string) => tf.reshape(inputs[name]!, [-1, 1]);
	const xHat = tf.mul(tf.sub(tf.reshape(inputs.x!, [-1, channels]), column('mean')), column('scale'));
	return { xHat, rows: tf.reshape(inputs.dy!, [-1, channels]) };
}

/** Gradient of `layerNorm` by x: with g = dy · γ, dx = scale · (g − mean(g) − x̂ · mean(g · x̂)), means over C. */
export const layerNormGradOp: Op = defineOp<Attributes>({
	name: 'layerNormGrad',
	inputs: ['dy', 'x', 'mean', 'scale', 'gamma'],
	shape(shapes) {
		checkNormGrad('layerNormGrad', shapes, 2, [rowsOf(shapes.x!)]);
		checkShape('layerNormGrad', 'gamma', shapes.gamma!, [channelsOf(shapes.x!)]);
		return [shapes.x!];
	},
	reference(inputs) {
		const { xHat, rows } = normalisedRows(inputs);
		const g = tf.mul(rows, inputs.gamma!);
		const projection = tf.mul(xHat, tf.mean(tf.mul(g, xHat), 1, true));
		const centred = tf.sub(tf.sub(g, tf.mean(g, 1, true)), projection);
		return [tf.reshape(tf.mul(centred, tf.reshape(inputs.scale!, [-1, 1])), inputs.x!.shape)];
	},
	cases: shapes.map((shape) => gradCase(shape, true)),
});

/** Gradient of `layerNorm` by γ: Σ dy · x̂ over all rows, [C]. */
export const layerNormGammaGradOp: Op = defineOp<Attributes>({
	name: 'layerNormGammaGrad',
	inputs: ['dy', 'x', 'mean', 'scale'],
	shape(shapes) {
		checkNormGrad('layerNormGammaGrad', shapes, 2, [rowsOf(shapes.x!)]);
		return [[channelsOf(shapes.x!)]];
	},
	reference(inputs) {
		const { xHat, rows } = normalisedRows(inputs);
		return [tf.sum(tf.mul(rows, xHat), 0)];
	},
	cases: shapes.map((shape) => gradCase(shape, false)),
});
