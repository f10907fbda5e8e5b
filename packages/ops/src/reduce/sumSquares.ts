import * as tf from '@tensorflow/tfjs';
import { type Attributes, defineOp, type Op, runOp } from '../op.ts';

export const sumSquaresOp: Op = defineOp<Attributes>({
	name: 'sumSquares',
	inputs: ['x'],
	shape: () => [[]],
	reference: ({ x }) => [tf.sum(tf.square(x!))],
	cases: [
		{ name: 'n1', inputs: { x: { shape: [1] } }, attributes: {} },
		{ name: 'n1003', inputs: { x: { shape: [17, 59] } }, attributes: {} },
		{ name: 'n4096', inputs: { x: { shape: [4096] } }, attributes: {} },
	],
});

/** Sum of the squares of all elements, a scalar: for the norm of a gradient. Has no gradient itself. */
export function sumSquares(x: tf.Tensor): tf.Scalar {
	return runOp(sumSquaresOp, { x }, {})[0] as tf.Scalar;
}
