import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { channelSum } from '../reduce/channelSum.ts';
import { convCases } from './cases.ts';
import { conv3dFilterGrad } from './conv3dFilterGrad.ts';
import { conv3dInputGrad } from './conv3dInputGrad.ts';
import { type ConvAttributes, convShape, type Padding, perAxis, resolvePads } from './geometry.ts';
import { padVolume } from './volumeSlices.ts';

export const conv3dOp: Op<ConvAttributes> = defineOp<ConvAttributes>({
	name: 'conv3d',
	inputs: ['x', 'filter', 'bias?'],
	shape({ x, filter, bias }, attributes) {
		const shape = convShape('conv3d', x!, filter!, attributes);
		if (bias) checkShape('conv3d', 'bias', bias, [shape[4]!]);
		return [shape];
	},
	reference({ x, filter, bias }, { strides, pads }) {
		const padded = padVolume(x!, pads) as tf.Tensor5D;
		const y = tf.conv3d(padded, filter as tf.Tensor5D, strides as [number, number, number], 'valid');
		return [bias ? tf.add(y, bias) : y];
	},
	gradient: {
		saveInputs: ['x', 'filter'],
		apply(dy, [x, filter], { strides, pads }) {
			return {
				x: () => conv3dInputGrad(dy, filter!, { strides, pads, inputShape: x!.shape }),
				filter: () => conv3dFilterGrad(x!, dy, { strides, pads, filterShape: filter!.shape }),
				bias: () => channelSum(dy),
			};
		},
	},
	cases: convCases.map(({ name, x, filter, bias, strides, pads }) => ({
		name,
		inputs: {
			x: { shape: x },
			filter: { shape: filter, scale: 0.3 },
			...(bias && { bias: { shape: [filter[4]!] } }),
		},
		attributes: { strides, pads },
	})),
});

/** Options of `conv3d`. */
export interface Conv3dOptions {
	readonly bias?: tf.Tensor;
	readonly strides?: number | readonly [number, number, number];
	readonly pad?: Padding;
}

/**
 * 3-D convolution (cross-correlation, as `torch.nn.functional.conv3d`), channels last.
 *
 * @param x [B, D, H, W, Ci]
 * @param filter [kD, kH, kW, Ci, Co]
 * @param options.bias [Co]
 * @param options.pad zero padding: 'same' (default), 'valid', or voxels on both sides of each axis
 * @returns [B, D', H', W', Co] with D' = floor((D + pads - kD) / stride) + 1
 * @throws {OpError} if shapes do not fit together
 */
export function conv3d(x: tf.Tensor, filter: tf.Tensor, options: Conv3dOptions = {}): tf.Tensor5D {
	const strides = perAxis(options.strides ?? 1);
	const pads = resolvePads(x.shape.slice(1, 4), filter.shape.slice(0, 3), strides, options.pad ?? 'same');
	return runOp(conv3dOp, { x, filter, bias: options.bias }, { strides, pads })[0] as tf.Tensor5D;
}
