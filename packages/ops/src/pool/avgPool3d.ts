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

/** Attributes of `avgPool3d`: of pooling, and whether padding counts (1) or not (0). */
export interface AvgPoolAttributes extends PoolAttributes {
	readonly countIncludePad: number;
}

/** Attributes of its gradient: those, and the input's shape. */
export interface AvgPoolGradAttributes extends AvgPoolAttributes {
	readonly inputShape: readonly number[];
}

function sumOfTaps(x: tf.Tensor, attributes: PoolAttributes): tf.Tensor {
	const padded = padForTaps(x, attributes);
	const pooled = pooledShape('avgPool3d', x.shape, attributes);
	return tf.addN(tapsOf(attributes.kernel).map((tap) => metByTap(padded, tap, attributes.strides, pooled)));
}

/** 1 over the voxels that each window counts: a number, or [1, D', H', W', 1] where padding does not count. */
function weightOf(attributes: AvgPoolAttributes, inputShape: readonly number[]): tf.Tensor {
	if (attributes.countIncludePad) return tf.scalar(1 / tapsOf(attributes.kernel).length);
	const [, D, H, W] = inputShape as [number, number, number, number];
	return tf.reciprocal(sumOfTaps(tf.ones([1, D, H, W, 1]), attributes));
}

const averageCases = poolCases.flatMap(({ name, x, attributes }) => {
	const counted = { name, x, attributes: { ...attributes, countIncludePad: 1 } };
	if (attributes.pads.every((pad) => pad === 0)) return [counted];
	return [counted, { name: `${name}_exclusive`, x, attributes: { ...attributes, countIncludePad: 0 } }];
});

/** Gradient of `avgPool3d`: dy over the counted voxels, to each voxel of the window. */
export const avgPool3dGradOp: Op<AvgPoolGradAttributes> = defineOp<AvgPoolGradAttributes>({
	name: 'avgPool3dGrad',
	inputs: ['dy'],
	shape({ dy }, attributes) {
		checkShape('avgPool3dGrad', 'dy', dy!, pooledShape('avgPool3dGrad', attributes.inputShape, attributes));
		return [attributes.inputShape];
	},
	reference({ dy }, attributes) {
		const weighed = tf.mul(dy!, weightOf(attributes, attributes.inputShape));
		const perTap = tapsOf(attributes.kernel).map(() => weighed);
		return [scatterTaps(perTap, attributes, attributes.inputShape)];
	},
	cases: averageCases.map(({ name, x, attributes }) => ({
		name,
		inputs: { dy: { shape: pooledShape('avgPool3d', x, attributes) } },
		attributes: { ...attributes, inputShape: x },
	})),
});

export const avgPool3dOp: Op<AvgPoolAttributes> = defineOp<AvgPoolAttributes>({
	name: 'avgPool3d',
	inputs: ['x'],
	shape: ({ x }, attributes) => [pooledShape('avgPool3d', x!, attributes)],
	reference: ({ x }, attributes) => [tf.mul(sumOfTaps(x!, attributes), weightOf(attributes, x!.shape))],
	gradient: {
		saveInputs: ['x'],
		apply: (dy, [x], attributes) => ({
			x: () => runOp(avgPool3dGradOp, { dy }, { ...attributes, inputShape: x!.shape })[0]!,
		}),
	},
	cases: averageCases.map(({ name, x, attributes }) => ({ name, inputs: { x: { shape: x } }, attributes })),
});

/**
 * Mean voxel of each window, as `torch.nn.AvgPool3d`.
 *
 * @param x [B, D, H, W, C]
 * @param options.countIncludePad whether padding counts as zeros, as by default, or not at all
 * @returns [B, D', H', W', C] with D' = ⌊(D + 2 · pad − kernel) / stride⌋ + 1
 * @throws {OpError} if a window does not fit the volume or padding is more than half a window
 */
export function avgPool3d(
	x: tf.Tensor,
	options: PoolOptions & { readonly countIncludePad?: boolean },
): tf.Tensor5D {
	const countIncludePad = (options.countIncludePad ?? true) ? 1 : 0;
	return runOp(avgPool3dOp, { x }, { ...poolAttributes(options), countIncludePad })[0] as tf.Tensor5D;
}
