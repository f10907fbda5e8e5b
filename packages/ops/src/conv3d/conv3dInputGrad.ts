import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { convCaseAttributes, convCases } from './cases.ts';
import { conv3dOp } from './conv3d.ts';
import { conv3dFilterGrad } from './conv3dFilterGrad.ts';
import { densely, isDense, joinChannels, splitChannels } from './denseParts.ts';
import { type ConvAttributes, convShape } from './geometry.ts';
import { dilateAxis, dilateFilter, flipFilter, padAxis, sliceAxis } from './volumeSlices.ts';

/** Attributes of the input gradient: those of the convolution and the input's shape. */
export interface ConvInputGradAttributes extends ConvAttributes {
	readonly inputShape: readonly number[];
}

/** The gradient of a convolution of one group and neighbouring taps. */
function denseInputGrad(dy: tf.Tensor, filter: tf.Tensor, attributes: ConvInputGradAttributes): tf.Tensor {
	const { strides, pads, inputShape } = attributes;
	let spread = dy;
	for (const axis of [1, 2, 3]) {
		const kernel = filter.shape[axis - 1]!;
		const padded = inputShape[axis]! + pads[2 * axis - 2]! + pads[2 * axis - 1]!;
		spread = dilateAxis(spread, axis, strides[axis - 1]!);
		const unread = padded - (spread.shape[axis]! + kernel - 1);
		spread = padAxis(spread, axis, kernel - 1, kernel - 1 + unread);
	}
	const full = tf.conv3d(spread as tf.Tensor5D, flipFilter(filter) as tf.Tensor5D, 1, 'valid');
	return [1, 2, 3].reduce<tf.Tensor>(
		(dx, axis) => sliceAxis(dx, axis, pads[2 * axis - 2]!, inputShape[axis]!),
		full,
	);
}

/**
 * Gradient of `conv3d` by its input: the full correlation of the dilated dy with the flipped filter. It is itself the
 * transposed convolution, so it has gradients of its own.
 */
export const conv3dInputGradOp: Op<ConvInputGradAttributes> = defineOp<ConvInputGradAttributes>({
	name: 'conv3dInputGrad',
	inputs: ['dy', 'filter'],
	shape({ dy, filter }, attributes) {
		const expected = convShape('conv3dInputGrad', attributes.inputShape, filter!, attributes);
		checkShape('conv3dInputGrad', 'dy', dy!, expected);
		return [attributes.inputShape];
	},
	reference({ dy, filter }, attributes) {
		if (isDense(attributes)) return [denseInputGrad(dy!, filter!, attributes)];
		const { groups, dilations, inputShape } = attributes;
		const filters = splitChannels(dilateFilter(filter!, dilations), groups);
		const ofGroup = {
			...densely(attributes),
			inputShape: [...inputShape.slice(0, 4), inputShape[4]! / groups],
		};
		const parts = splitChannels(dy!, groups).map((part, group) =>
			conv3dInputGrad(part, filters[group]!, ofGroup),
		);
		return [joinChannels(parts)];
	},
	gradient: {
		saveInputs: ['dy', 'filter'],
		apply(gradient, [dy, filter], { strides, pads, dilations, groups }) {
			const attributes = { strides, pads, dilations, groups };
			return {
				dy: () => runOp(conv3dOp, { x: gradient, filter }, attributes)[0]!,
				filter: () => conv3dFilterGrad(gradient, dy!, { ...attributes, filterShape: filter!.shape }),
			};
		},
	},
	cases: convCases.map((convCase) => {
		const { name, x, filter } = convCase;
		const attributes = convCaseAttributes(convCase);
		return {
			name,
			inputs: {
				dy: { shape: convShape('conv3d', x, filter, attributes) },
				filter: { shape: filter, scale: 0.3 },
			},
			attributes: { ...attributes, inputShape: x },
		};
	}),
});

/** Gradient of `conv3d` by x: dy [B, D', H', W', Co], filter [kD, kH, kW, Ci, Co] -> [B, D, H, W, Ci]. */
export function conv3dInputGrad(
	dy: tf.Tensor,
	filter: tf.Tensor,
	attributes: ConvInputGradAttributes,
): tf.Tensor {
	return runOp(conv3dInputGradOp, { dy, filter }, attributes)[0]!;
}
