import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { type L2Attributes, l2Cases, l2NormalizeGradOp } from './l2NormalizeGrad.ts';

/** Outputs y, and per row 1 / max(‖x‖, ε), [rows]. */
export const l2NormalizeOp: Op<L2Attributes> = defineOp<L2Attributes>({
	name: 'l2Normalize',
	inputs: ['x'],
	shape({ x }) {
		checkMinimumRank('l2Normalize', 'x', x!, 1);
		return [x!, [x!.slice(0, -1).reduce((product, extent) => product * extent, 1)]];
	},
	reference({ x }, { epsilon }) {
		const rows = tf.reshape(x!, [-1, channelsOf(x!.shape)]);
		const norm = tf.sqrt(tf.sum(tf.square(rows), 1, true)); // [rows, 1]
		const scale = tf.reciprocal(tf.maximum(norm, epsilon));
		return [tf.reshape(tf.mul(rows, scale), x!.shape), tf.reshape(scale, [-1])];
	},
	gradient: {
		saveOutputs: [0, 1],
		apply: (dy, [y, scale], attributes) => ({
			x: () => runOp(l2NormalizeGradOp, { dy, y, scale }, attributes)[0]!,
		}),
	},
	cases: l2Cases.map(({ name, shape, scale, gap, attributes }) => ({
		name,
		inputs: { x: { shape, scale, gap } },
		attributes,
	})),
});

/**
 * Scales each vector of the last axis to length 1: x / max(‖x‖, ε); value and gradient are finite at 0.
 *
 * @param x [..., d]
 * @param options.epsilon 1e-12 by default
 * @returns the shape of x
 * @throws {OpError} if x is a scalar
 * Source: `torch.nn.functional.normalize`.
 */
export function l2Normalize(x: tf.Tensor, options: { readonly epsilon?: number } = {}): tf.Tensor {
	return runOp(l2NormalizeOp, { x }, { epsilon: options.epsilon ?? 1e-12 })[0]!;
}
