import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, type OpCase, runOp } from '../op.ts';
import { OpError } from '../opError.ts';

/** Attributes of `leakyRelu`: the slope below zero. */
export interface LeakyReluAttributes {
	readonly slope: number;
	readonly [name: string]: number;
}

const shapes = [[1], [7], [2, 3, 4, 5, 6], [4, 64]];
const attributes: LeakyReluAttributes = { slope: 0.01 };

/** Gradient of `leakyRelu`, from its output: dy where y > 0, slope · dy elsewhere. */
export const leakyReluGradOp: Op<LeakyReluAttributes> = defineOp<LeakyReluAttributes>({
	name: 'leakyReluGrad',
	inputs: ['dy', 'y'],
	shape({ dy, y }) {
		checkShape('leakyReluGrad', 'dy', dy!, y!);
		return [y!];
	},
	reference({ dy, y }, { slope }) {
		const positive = tf.cast(tf.greater(y!, 0), 'float32');
		return [tf.mul(dy!, tf.add(tf.mul(positive, 1 - slope), slope))];
	},
	cases: shapes.map(
		(shape): OpCase<LeakyReluAttributes> => ({
			name: `n${shape.join('x')}`,
			inputs: { dy: { shape }, y: { shape, gap: 0.05 } },
			attributes,
		}),
	),
});

export const leakyReluOp: Op<LeakyReluAttributes> = defineOp<LeakyReluAttributes>({
	name: 'leakyRelu',
	inputs: ['x'],
	shape({ x }, { slope }) {
		if (!(slope >= 0)) throw new OpError(`leakyRelu: slope must be 0 or more, but it is ${slope}`);
		return [x!];
	},
	reference: ({ x }, { slope }) => [tf.leakyRelu(x!, slope)],
	gradient: {
		saveOutputs: [0],
		apply: (dy, [y], { slope }) => ({ x: () => runOp(leakyReluGradOp, { dy, y }, { slope })[0]! }),
	},
	cases: shapes.map(
		(shape): OpCase<LeakyReluAttributes> => ({
			name: `n${shape.join('x')}`,
			inputs: { x: { shape, gap: 0.05 } },
			attributes,
		}),
	),
});

/**
 * Leaky rectified linear unit: x where x > 0, slope · x elsewhere.
 *
 * @param x any shape
 * @param slope slope below zero, 0 or more (0.01 in UNETR and nnU-Net)
 * @returns the shape of x
 * @throws {OpError} if the slope is negative
 */
export function leakyRelu(x: tf.Tensor, slope = 0.01): tf.Tensor {
	return runOp(leakyReluOp, { x }, { slope })[0]!;
}
