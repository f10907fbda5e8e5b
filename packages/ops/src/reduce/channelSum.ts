import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, runOp } from '../op.ts';

export const channelSumOp: Op = defineOp<Attributes>({
	name: 'channelSum',
	inputs: ['x'],
	shape({ x }) {
		checkMinimumRank('channelSum', 'x', x!, 1);
		return [[channelsOf(x!)]];
	},
	reference({ x }) {
		return [tf.sum(tf.reshape(x!, [-1, channelsOf(x!.shape)]), 0)];
	},
	cases: [
		{ name: 'rows7_c5', inputs: { x: { shape: [7, 5] } }, attributes: {} },
		{ name: 'volume_c16', inputs: { x: { shape: [2, 5, 3, 4, 16] } }, attributes: {} },
		{ name: 'rows1_c1', inputs: { x: { shape: [1, 1] } }, attributes: {} },
		{ name: 'rows1000_c3', inputs: { x: { shape: [1000, 3] } }, attributes: {} },
	],
});

/** Sums over all axes but the last: [..., C] -> [C]. The gradient of a bias; has none itself. */
export function channelSum(x: tf.Tensor): tf.Tensor1D {
	return runOp(channelSumOp, { x }, {})[0] as tf.Tensor1D;
}
