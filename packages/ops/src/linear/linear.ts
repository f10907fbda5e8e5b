import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank, checkRank, checkShape } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, type OpCase, runOp } from '../op.ts';
import { OpError } from '../opError.ts';
import { channelSum } from '../reduce/channelSum.ts';

const linearCase = (name: string, rows: number[], inner: number, outer: number, bias: boolean): OpCase => ({
	name,
	inputs: {
		x: { shape: [...rows, inner] },
		kernel: { shape: [inner, outer], scale: 0.3 },
		...(bias && { bias: { shape: [outer] } }),
	},
	attributes: {},
});

const flatten = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [-1, channelsOf(x.shape)]);

export const linearOp: Op = defineOp<Attributes>({
	name: 'linear',
	inputs: ['x', 'kernel', 'bias?'],
	shape({ x, kernel, bias }) {
		checkMinimumRank('linear', 'x', x!, 2);
		checkRank('linear', 'kernel', kernel!, 2);
		if (channelsOf(x!) !== kernel![0]) {
			throw new OpError(`linear: 'x' has ${channelsOf(x!)} channels, but 'kernel' takes ${kernel![0]}`);
		}
		if (bias) checkShape('linear', 'bias', bias, [kernel![1]!]);
		return [[...x!.slice(0, -1), kernel![1]!]];
	},
	reference({ x, kernel, bias }) {
		const y = tf.matMul(flatten(x!), kernel as tf.Tensor2D);
		const shape = [...x!.shape.slice(0, -1), kernel!.shape[1]!];
		return [tf.reshape(bias ? tf.add(y, bias) : y, shape)];
	},
	gradient: {
		saveInputs: ['x', 'kernel'],
		apply(dy, [x, kernel]) {
			return {
				x: () => tf.reshape(tf.matMul(flatten(dy), kernel as tf.Tensor2D, false, true), x!.shape),
				kernel: () => tf.matMul(flatten(x!), flatten(dy), true, false),
				bias: () => channelSum(dy),
			};
		},
	},
	cases: [
		linearCase('rows5_7to11', [2, 5], 7, 11, true),
		linearCase('rows1', [1], 1, 1, true),
		linearCase('rows9_16to48', [3, 3], 16, 48, false),
		linearCase('rows24_192to96', [24], 192, 96, true),
		linearCase('rows13_33to17', [13], 33, 17, true),
		linearCase('volume', [2, 3, 2, 4], 12, 40, false),
	],
});

/**
 * Linear map of the last axis: y = x · kernel + bias (`torch.nn.functional.linear` with kernel = weightᵀ).
 *
 * @param x [..., K]
 * @param kernel [K, N]
 * @param bias [N]
 * @returns [..., N]
 * @throws {OpError} if shapes do not fit together
 */
export function linear(x: tf.Tensor, kernel: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
	return runOp(linearOp, { x, kernel, bias }, {})[0]!;
}
