import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkShape } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, type OpCase, runOp } from '../op.ts';
import { channelSum } from '../reduce/channelSum.ts';

const scaleCase = (shape: number[], shifted = true): OpCase => ({
	name: `n${shape.join('x')}${shifted ? '' : '_unshifted'}`,
	inputs: {
		x: { shape },
		scale: { shape: [channelsOf(shape)] },
		...(shifted && { shift: { shape: [channelsOf(shape)] } }),
	},
	attributes: {},
});

export const scaleShiftOp: Op = defineOp<Attributes>({
	name: 'scaleShift',
	inputs: ['x', 'scale', 'shift?'],
	shape({ x, scale, shift }) {
		checkShape('scaleShift', 'scale', scale!, [channelsOf(x!)]);
		if (shift) checkShape('scaleShift', 'shift', shift, [channelsOf(x!)]);
		return [x!];
	},
	reference({ x, scale, shift }) {
		const scaled = tf.mul(x!, scale!);
		return [shift ? tf.add(scaled, shift) : scaled];
	},
	gradient: {
		saveInputs: ['x', 'scale'],
		apply: (dy, [x, scale]) => ({
			x: () => tf.mul(dy, scale!),
			scale: () => channelSum(tf.mul(dy, x!)),
			shift: () => channelSum(dy),
		}),
	},
	cases: [
		scaleCase([2, 3, 5]),
		scaleCase([1, 2, 3, 4, 16]),
		scaleCase([3, 1]),
		scaleCase([2, 33, 17]),
		scaleCase([2, 7, 12], false),
	],
});

/**
 * A factor and a summand for each channel: x · scale + shift, as a normalisation by fixed statistics, or LayerScale
 * (Touvron et al. 2021) without the summand.
 *
 * @param x [..., C]
 * @param scale [C]
 * @param shift [C]; zeros where absent
 * @returns the shape of x
 * @throws {OpError} if shapes do not fit together
 */
export function scaleShift(x: tf.Tensor, scale: tf.Tensor, shift?: tf.Tensor): tf.Tensor {
	return runOp(scaleShiftOp, { x, scale, shift }, {})[0]!;
}
