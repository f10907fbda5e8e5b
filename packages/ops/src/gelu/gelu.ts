import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, type OpCase, runOp } from '../op.ts';

const shapes = [[1], [7], [3, 64], [2, 5, 33]];
const scale = 4;

/** Φ(x), the distribution function of the standard normal. */
const normalCdf = (x: tf.Tensor): tf.Tensor => tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));

/** Gradient of `gelu`: dy · (Φ(x) + x · φ(x)), φ the standard normal density. */
export const geluGradOp: Op = defineOp<Attributes>({
	name: 'geluGrad',
	inputs: ['dy', 'x'],
	shape({ dy, x }) {
		checkShape('geluGrad', 'dy', dy!, x!);
		return [x!];
	},
	reference({ dy, x }) {
		const density = tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(x!))));
		return [tf.mul(dy!, tf.add(normalCdf(x!), tf.mul(x!, density)))];
	},
	cases: shapes.map(
		(shape): OpCase => ({
			name: `n${shape.join('x')}`,
			inputs: { dy: { shape }, x: { shape, scale } },
			attributes: {},
		}),
	),
});

export const geluOp: Op = defineOp<Attributes>({
	name: 'gelu',
	inputs: ['x'],
	shape: ({ x }) => [x!],
	reference: ({ x }) => [tf.mul(x!, normalCdf(x!))],
	gradient: {
		saveInputs: ['x'],
		apply: (dy, [x]) => ({ x: () => runOp(geluGradOp, { dy, x }, {})[0]! }),
	},
	cases: shapes.map(
		(shape): OpCase => ({ name: `n${shape.join('x')}`, inputs: { x: { shape, scale } }, attributes: {} }),
	),
});

/**
 * Gaussian error linear unit, exact: x · Φ(x) (Hendrycks and Gimpel 2016; `torch.nn.GELU()`).
 *
 * @param x any shape
 * @returns the shape of x
 */
export function gelu(x: tf.Tensor): tf.Tensor {
	return runOp(geluOp, { x }, {})[0]!;
}
