import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { convCaseAttributes, convCases } from './cases.ts';
import { densely, isDense, joinChannels, splitChannels } from './denseParts.ts';
import { type ConvAttributes, convShape, reachOf } from './geometry.ts';
import { dilateAxis, gatherTaps, padAxis, padVolume } from './volumeSlices.ts';

/** Attributes of the filter gradient: those of the convolution and the filter's shape. */
export interface ConvFilterGradAttributes extends ConvAttributes {
	readonly filterShape: readonly number[];
}

/** The gradient of a convolution of one group and neighbouring taps. */
function denseFilterGrad(x: tf.Tensor, dy: tf.Tensor, attributes: ConvFilterGradAttributes): tf.Tensor {
	const { strides, pads, filterShape } = attributes;
	const [kD, kH, kW, inChannels, outChannels] = filterShape as [number, number, number, number, number];
	const padded = padVolume(x, pads);
	const [, , H, W] = padded.shape as [number, number, number, number, number];
	// With dy spread over the grid of the padded input, the voxels a tap met are a run of rows: one
	// contiguous slice, where slices of space would be copied element by element.
	const spread = [1, 2, 3].reduce<tf.Tensor>((volume, axis) => {
		const dilated = dilateAxis(volume, axis, strides[axis - 1]!);
		return padAxis(dilated, axis, 0, padded.shape[axis]! - dilated.shape[axis]!);
	}, dy);
	const voxels = tf.reshape(padded, [-1, inChannels]);
	const gradients = tf.reshape(spread, [-1, outChannels]);
	const taps = Array.from({ length: kD * kH * kW }, (_, tap) => {
		const [d, h, w] = [Math.floor(tap / (kH * kW)), Math.floor(tap / kW) % kH, tap % kW];
		const offset = (d * H + h) * W + w;
		const count = voxels.shape[0]! - offset;
		const met = tf.slice(voxels, [offset, 0], [count, inChannels]);
		return tf.matMul(met, tf.slice(gradients, [0, 0], [count, outChannels]), true, false);
	});
	return tf.reshape(tf.stack(taps), [...filterShape]);
}

/** Gradient of `conv3d` by its filter: for each tap, (the input voxels it met)ᵀ · dy. */
export const conv3dFilterGradOp: Op<ConvFilterGradAttributes> = defineOp<ConvFilterGradAttributes>({
	name: 'conv3dFilterGrad',
	inputs: ['x', 'dy'],
	shape({ x, dy }, attributes) {
		const expected = convShape('conv3dFilterGrad', x!, attributes.filterShape, attributes);
		checkShape('conv3dFilterGrad', 'dy', dy!, expected);
		return [attributes.filterShape];
	},
	reference({ x, dy }, attributes) {
		if (isDense(attributes)) return [denseFilterGrad(x!, dy!, attributes)];
		const { filterShape, groups, dilations } = attributes;
		const gradients = splitChannels(dy!, groups);
		// Of a filter that is spread by zeros, of which only the taps count.
		const reach = [0, 1, 2].map((axis) => reachOf(filterShape[axis]!, dilations[axis]!));
		const ofGroup = {
			...densely(attributes),
			filterShape: [...reach, filterShape[3]!, filterShape[4]! / groups],
		};
		const parts = splitChannels(x!, groups).map((part, group) =>
			gatherTaps(conv3dFilterGrad(part, gradients[group]!, ofGroup), dilations),
		);
		return [joinChannels(parts)];
	},
	cases: convCases.map((convCase) => {
		const { name, x, filter } = convCase;
		const attributes = convCaseAttributes(convCase);
		return {
			name,
			inputs: { x: { shape: x }, dy: { shape: convShape('conv3d', x, filter, attributes) } },
			attributes: { ...attributes, filterShape: filter },
		};
	}),
});

/** Gradient of `conv3d` by the filter: x [B, D, H, W, Ci], dy [B, D', H', W', Co] -> [kD, kH, kW, Ci / groups, Co]. */
export function conv3dFilterGrad(
	x: tf.Tensor,
	dy: tf.Tensor,
	attributes: ConvFilterGradAttributes,
): tf.Tensor {
	return runOp(conv3dFilterGradOp, { x, dy }, attributes)[0]!;
}
