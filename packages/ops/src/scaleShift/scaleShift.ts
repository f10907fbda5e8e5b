import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkShape } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, type OpCase, runOp } from '../op.ts';
import { channelSum } from '../reduce/channelSum.ts';

const scaleCase = (shape: number[]): OpCase => ({
	name: `n${shape.join('x')}`,
	inputs: { x: { shape }, scale: { shape: [channelsOf(shape)] }, shift: { shape: [channelsOf(shape)] } },
	attributes: {},
});

export const scaleShiftOp: Op = defineOp<Attributes>({
	name: 'scaleShift',
	inputs: ['x', 'scale', 'shift'],
	shape({ x, scale, shift }) {
		checkShape('scaleShift', 'scale', scale!, [channelsOf(x!)]);
		checkShape('scaleShift', 'shift', shift!, [channelsOf(x!)]);
		return [x!];
	},
	reference: ({ x, scale, shift }) => [tf.add(tf.mul(x!, scale!), shift!)],
	gradient: {
		saveInputs: ['x', 'scale'],
		apply: (dy, [x, scale]) => ({
			x: () => tf.mul(dy, scale!),
			scale: () => channelSum(tf.mul(dy, x!)),
			shift: () => channelSum(dy),
		}),
	},
	cases: [scaleCase([2, 3, 5]), scaleCase([1, 2, 3, 4, 16]), scaleCase([3, 1]), scaleCase([2, 33, 17])],
});

/**
 * A factor and a summand for each channel: x · scale + shift, as a normalisation by fixed statistics.
 *
 * @param x [..., C]
 * @param scale [C]
 * @param shift [C]
 * @returns the shape of x
 * @throws {OpError} if shapes do not fit together
 */
export function scaleShift(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor {
	return runOp(scaleShiftOp, { x, scale, shift }, {})[0]!;
}
