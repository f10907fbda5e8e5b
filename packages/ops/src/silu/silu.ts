import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, type OpCase, runOp } from '../op.ts';

const shapes = [[1], [7], [3, 64], [2, 5, 33]];
const scale = 6;

/** Gradient of `silu`: dy · σ(x) · (1 + x · (1 − σ(x))). */
export const siluGradOp: Op = defineOp<Attributes>({
	name: 'siluGrad',
	inputs: ['dy', 'x'],
	shape({ dy, x }) {
		checkShape('siluGrad', 'dy', dy!, x!);
		return [x!];
	},
	reference({ dy, x }) {
		const sigmoid = tf.sigmoid(x!);
		return [tf.mul(dy!, tf.mul(sigmoid, tf.add(1, tf.mul(x!, tf.sub(1, sigmoid)))))];
	},
	cases: shapes.map(
		(shape): OpCase => ({
			name: `n${shape.join('x')}`,
			inputs: { dy: { shape }, x: { shape, scale } },
			attributes: {},
		}),
	),
});

export const siluOp: Op = defineOp<Attributes>({
	name: 'silu',
	inputs: ['x'],
	shape: ({ x }) => [x!],
	reference: ({ x }) => [tf.mul(x!, tf.sigmoid(x!))],
	gradient: {
		saveInputs: ['x'],
		apply: (dy, [x]) => ({ x: () => runOp(siluGradOp, { dy, x }, {})[0]! }),
	},
	cases: shapes.map(
		(shape): OpCase => ({ name: `n${shape.join('x')}`, inputs: { x: { shape, scale } }, attributes: {} }),
	),
});

/**
 * Sigmoid linear unit: x · σ(x) (Elfwing et al. 2018; `torch.nn.SiLU`).
 *
 * @param x any shape
 * @returns the shape of x
 */
export function silu(x: tf.Tensor): tf.Tensor {
	return runOp(siluOp, { x }, {})[0]!;
}
