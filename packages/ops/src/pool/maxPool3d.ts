import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import {
	metByTap,
	type PoolAttributes,
	type PoolOptions,
	padForTaps,
	poolAttributes,
	poolCases,
	pooledShape,
	tapsOf,
} from './poolGeometry.ts';
import { scatterTaps } from './scatterTaps.ts';

/** Less than any voxel, and far enough from the largest float for sums with it to stay finite. */
const LOWEST = -1e30;

function tapValues(x: tf.Tensor, attributes: PoolAttributes): tf.Tensor[] {
	const padded = padForTaps(x, attributes);
	// Padding must never win: a second, zero-one volume tells it from voxels.
	const inside = padForTaps(tf.onesLike(x), attributes);
	const lowered = tf.add(padded, tf.mul(tf.sub(1, inside), LOWEST));
	const pooled = pooledShape('maxPool3d', x.shape, attributes);
	return tapsOf(attributes.kernel).map((tap) => metByTap(lowered, tap, attributes.strides, pooled));
}

/** Gradient of `maxPool3d`: dy to the first of the largest voxels of each window, in row-major order. */
export const maxPool3dGradOp: Op<PoolAttributes> = defineOp<PoolAttributes>({
	name: 'maxPool3dGrad',
	inputs: ['dy', 'x', 'y'],
	shape({ dy, x, y }, attributes) {
		const pooled = pooledShape('maxPool3dGrad', x!, attributes);
		checkShape('maxPool3dGrad', 'dy', dy!, pooled);
		checkShape('maxPool3dGrad', 'y', y!, pooled);
		return [x!];
	},
	reference({ dy, x, y }, attributes) {
		let open: tf.Tensor = tf.onesLike(y!);
		const gradients = tapValues(x!, attributes).map((values) => {
			const taken = tf.mul(open, tf.cast(tf.equal(values, y!), 'float32'));
			open = tf.sub(open, taken);
			return tf.mul(dy!, taken);
		});
		return [scatterTaps(gradients, attributes, x!.shape)];
	},
	// Whole numbers of which many are equal, so that the first one counts.
	cases: poolCases.map(({ name, x, attributes }) => {
		const pooled = pooledShape('maxPool3d', x, attributes);
		const inputs = {
			dy: { shape: pooled },
			x: { shape: x, scale: 1.5, step: 1 },
			y: { shape: pooled, step: 1 },
		};
		return { name, inputs, attributes };
	}),
});

export const maxPool3dOp: Op<PoolAttributes> = defineOp<PoolAttributes>({
	name: 'maxPool3d',
	inputs: ['x'],
	shape: ({ x }, attributes) => [pooledShape('maxPool3d', x!, attributes)],
	reference: ({ x }, attributes) => [tapValues(x!, attributes).reduce((a, b) => tf.maximum(a, b))],
	gradient: {
		saveInputs: ['x'],
		saveOutputs: [0],
		apply: (dy, [x, y], attributes) => ({ x: () => runOp(maxPool3dGradOp, { dy, x, y }, attributes)[0]! }),
	},
	cases: poolCases.map(({ name, x, attributes }) => ({
		name,
		inputs: { x: { shape: x, scale: 50 } },
		attributes,
	})),
});

/**
 * Largest voxel of each window, as `torch.nn.MaxPool3d`; padding never wins.
 *
 * @param x [B, D, H, W, C]
 * @returns [B, D', H', W', C] with D' = ⌊(D + 2 · pad − kernel) / stride⌋ + 1
 * @throws {OpError} if a window does not fit the volume or padding is more than half a window
 */
export function maxPool3d(x: tf.Tensor, options: PoolOptions): tf.Tensor5D {
	return runOp(maxPool3dOp, { x }, poolAttributes(options))[0] as tf.Tensor5D;
}
