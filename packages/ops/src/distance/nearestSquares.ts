import * as tf from '@tensorflow/tfjs';
import { checkMinimumRank } from '../checkShape.ts';
import { defineOp, type Op, type OpCase, runOp } from '../op.ts';
import { OpError } from '../opError.ts';

/** An axis of x, and the length of a step along it. */
interface NearestSquaresAttributes {
	readonly axis: number;
	readonly step: number;
	readonly [name: string]: number;
}

const nearestCase = (shape: number[], axis: number, step: number): OpCase<NearestSquaresAttributes> => ({
	name: `n${shape.join('x')}_a${axis}`,
	inputs: { x: { shape, scale: 20, offset: 20 } },
	attributes: { axis, step },
});

/** Output y, the shape of x. It carries no gradient. */
export const nearestSquaresOp: Op<NearestSquaresAttributes> = defineOp<NearestSquaresAttributes>({
	name: 'nearestSquares',
	inputs: ['x'],
	shape({ x }, { axis }) {
		checkMinimumRank('nearestSquares', 'x', x!, 1);
		if (Number.isInteger(axis) && axis >= 0 && axis < x!.length) return [x!];
		throw new OpError(`nearestSquares: axis must be one of 0 to ${x!.length - 1}, but it is ${axis}`);
	},
	reference({ x }, { axis, step }) {
		const extent = x!.shape[axis]!;
		const places = tf.mul(tf.range(0, extent), step);
		const squares = tf.squaredDifference(tf.expandDims(places, 1), places); // [n, n]
		const inner = x!.shape.slice(axis + 1).reduce((product, size) => product * size, 1);
		const rows = tf.reshape(x!, [-1, 1, extent, inner]);
		const sums = tf.add(rows, tf.reshape(squares, [1, extent, extent, 1])); // [outer, n, n, inner]
		return [tf.reshape(tf.min(sums, 2), x!.shape)];
	},
	cases: [
		nearestCase([2, 5, 4, 3, 6], 1, 0.7),
		nearestCase([1, 3, 2, 17, 4], 3, 1),
		nearestCase([2, 7, 33, 1, 1], 2, 2.5),
		nearestCase([1, 1, 4, 2, 3], 1, 1),
		nearestCase([37], 0, 0.5),
	],
});

/**
 * The lower envelope of parabolas along one axis, y_i = min over j of x_j + (step · (i − j))²: one axis after another
 * makes of 0 on a set and a large number elsewhere the squared Euclidean distances to it.
 *
 * @param x any shape
 * @param axis 0 to rank − 1
 * @param step length of a step along the axis, in the unit of the distances
 * @returns the shape of x
 * @throws {OpError} if x has no such axis
 *
 * Source: Felzenszwalb and Huttenlocher 2012, "Distance transforms of sampled functions".
 */
export function nearestSquares(x: tf.Tensor, axis: number, step: number): tf.Tensor {
	return runOp(nearestSquaresOp, { x }, { axis, step })[0]!;
}
