import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkShape } from '../checkShape.ts';
import { defineOp, type Op } from '../op.ts';

/** Attributes of `l2Normalize`: ε, the least length that is divided by. */
export interface L2Attributes {
	readonly epsilon: number;
	readonly [name: string]: number;
}

const free: L2Attributes = { epsilon: 1e-12 };

/** Vectors at which both ops are tested; with ε = 1 all of them are shorter than it. */
export const l2Cases: readonly {
	readonly name: string;
	readonly shape: number[];
	readonly scale: number;
	readonly gap: number;
	readonly attributes: L2Attributes;
}[] = [
	{ name: 'n2x3x4x9', shape: [2, 3, 4, 9], scale: 1, gap: 0.2, attributes: free },
	{ name: 'n1', shape: [1], scale: 1, gap: 0.3, attributes: free },
	{ name: 'n5x1', shape: [5, 1], scale: 1, gap: 0.3, attributes: free },
	{ name: 'n3x33', shape: [3, 33], scale: 2, gap: 0.2, attributes: free },
	{ name: 'n2x7x64', shape: [2, 7, 64], scale: 1, gap: 0, attributes: free },
	{ name: 'short', shape: [4, 5], scale: 0.1, gap: 0, attributes: { epsilon: 1 } },
];

/** Gradient of `l2Normalize`, from its output: scale · (dy − y · Σ dy · y), and scale · dy where ‖x‖ ≤ ε. */
export const l2NormalizeGradOp: Op<L2Attributes> = defineOp<L2Attributes>({
	name: 'l2NormalizeGrad',
	inputs: ['dy', 'y', 'scale'],
	shape({ dy, y, scale }) {
		checkShape('l2NormalizeGrad', 'dy', dy!, y!);
		const rows = y!.slice(0, -1).reduce((product, extent) => product * extent, 1);
		checkShape('l2NormalizeGrad', 'scale', scale!, [rows]);
		return [y!];
	},
	reference({ dy, y, scale }, { epsilon }) {
		const rows = (x: tf.Tensor) => tf.reshape(x, [-1, channelsOf(y!.shape)]);
		const column = tf.reshape(scale!, [-1, 1]);
		const longer = tf.cast(tf.less(column, tf.reciprocal(tf.scalar(epsilon))), 'float32');
		const projection = tf.mul(longer, tf.sum(tf.mul(rows(dy!), rows(y!)), 1, true)); // [rows, 1]
		const dx = tf.mul(column, tf.sub(rows(dy!), tf.mul(rows(y!), projection)));
		return [tf.reshape(dx, y!.shape)];
	},
	cases: l2Cases.map(({ name, shape, attributes }) => ({
		name,
		inputs: {
			dy: { shape },
			y: { shape },
			scale: {
				shape: [shape.slice(0, -1).reduce((product, extent) => product * extent, 1)],
				scale: 0.3,
				offset: 1.5 - attributes.epsilon / 2,
			},
		},
		attributes,
	})),
});
