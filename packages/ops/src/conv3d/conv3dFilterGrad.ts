import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { convCases } from './cases.ts';
import { type ConvAttributes, convShape } from './geometry.ts';
import { padVolume, sampleAxis } from './volumeSlices.ts';

/** Attributes of the filter gradient: those of the convolution and the filter's shape. */
export interface ConvFilterGradAttributes extends ConvAttributes {
	readonly filterShape: readonly number[];
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
	reference({ x, dy }, { strides, pads, filterShape }) {
		const [kD, kH, kW, inChannels, outChannels] = filterShape as [number, number, number, number, number];
		const dy2d = tf.reshape(dy!, [-1, outChannels]);
		const taps: tf.Tensor[] = [];
		const sample = (volume: tf.Tensor, axis: number, start: number) =>
			sampleAxis(volume, axis, start, dy!.shape[axis]!, strides[axis - 1]!);
		const padded = padVolume(x!, pads);
		for (let d = 0; d < kD; d++) {
			const alongD = sample(padded, 1, d);
			for (let h = 0; h < kH; h++) {
				const alongH = sample(alongD, 2, h);
				for (let w = 0; w < kW; w++) {
					const met = tf.reshape(sample(alongH, 3, w), [-1, inChannels]);
					taps.push(tf.matMul(met, dy2d, true, false));
				}
			}
		}
		return [tf.reshape(tf.stack(taps), [...filterShape])];
	},
	cases: convCases.map(({ name, x, filter, strides, pads }) => ({
		name,
		inputs: { x: { shape: x }, dy: { shape: convShape('conv3d', x, filter, { strides, pads }) } },
		attributes: { strides, pads, filterShape: filter },
	})),
});

/** Gradient of `conv3d` by the filter: x [B, D, H, W, Ci], dy [B, D', H', W', Co] -> [kD, kH, kW, Ci, Co]. */
export function conv3dFilterGrad(
	x: tf.Tensor,
	dy: tf.Tensor,
	attributes: ConvFilterGradAttributes,
): tf.Tensor {
	return runOp(conv3dFilterGradOp, { x, dy }, attributes)[0]!;
}
