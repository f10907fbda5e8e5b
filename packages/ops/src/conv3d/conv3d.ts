import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { channelSum } from '../reduce/channelSum.ts';
import { convCaseAttributes, convCases } from './cases.ts';
import { conv3dFilterGrad } from './conv3dFilterGrad.ts';
import { conv3dInputGrad } from './conv3dInputGrad.ts';
import { densely, isDense, joinChannels, splitChannels } from './denseParts.ts';
import { type ConvAttributes, convShape, type Padding, perAxis, resolvePads } from './geometry.ts';
import { dilateFilter, padVolume } from './volumeSlices.ts';

export const conv3dOp: Op<ConvAttributes> = defineOp<ConvAttributes>({
	name: 'conv3d',
	inputs: ['x', 'filter', 'bias?'],
	shape({ x, filter, bias }, attributes) {
		const shape = convShape('conv3d', x!, filter!, attributes);
		if (bias) checkShape('conv3d', 'bias', bias, [shape[4]!]);
		return [shape];
	},
	reference({ x, filter, bias }, attributes) {
		if (isDense(attributes)) {
			const { strides, pads } = attributes;
			const padded = padVolume(x!, pads) as tf.Tensor5D;
			const y = tf.conv3d(padded, filter as tf.Tensor5D, strides as [number, number, number], 'valid');
			return [bias ? tf.add(y, bias) : y];
		}
		const { dilations, groups } = attributes;
		const filters = splitChannels(dilateFilter(filter!, dilations), groups);
		const parts = splitChannels(x!, groups).map(
			(part, group) => runOp(conv3dOp, { x: part, filter: filters[group] }, densely(attributes))[0]!,
		);
		const y = joinChannels(parts);
		return [bias ? tf.add(y, bias) : y];
	},
	gradient: {
		saveInputs: ['x', 'filter'],
		apply(dy, [x, filter], { strides, pads, dilations, groups }) {
			const attributes = { strides, pads, dilations, groups };
			return {
				x: () => conv3dInputGrad(dy, filter!, { ...attributes, inputShape: x!.shape }),
				filter: () => conv3dFilterGrad(x!, dy, { ...attributes, filterShape: filter!.shape }),
				bias: () => channelSum(dy),
			};
		},
	},
	cases: convCases.map((convCase) => ({
		name: convCase.name,
		inputs: {
			x: { shape: convCase.x },
			filter: { shape: convCase.filter, scale: 0.3 },
			...(convCase.bias && { bias: { shape: [convCase.filter[4]!] } }),
		},
		attributes: convCaseAttributes(convCase),
	})),
});

/** Options of `conv3d`. */
export interface Conv3dOptions {
	readonly bias?: tf.Tensor;
	readonly strides?: number | readonly [number, number, number];
	readonly pad?: Padding;
	/** Voxels from tap to tap of the kernel, 1 by default. */
	readonly dilation?: number | readonly [number, number, number];
	/** Groups of channels that are convolved apart, 1 by default; Ci for a depthwise convolution. */
	readonly groups?: number;
}

/**
 * 3-D convolution (cross-correlation, as `torch.nn.functional.conv3d`), channels last.
 *
 * @param x [B, D, H, W, Ci]
 * @param filter [kD, kH, kW, Ci / groups, Co]
 * @param options.bias [Co]
 * @param options.pad zero padding: 'same' (default), 'valid', or voxels on both sides of each axis
 * @returns [B, D', H', W', Co] with D' = floor((D + pads - dilation · (kD - 1) - 1) / stride) + 1
 * @throws {OpError} if shapes do not fit together
 */
export function conv3d(x: tf.Tensor, filter: tf.Tensor, options: Conv3dOptions = {}): tf.Tensor5D {
	const strides = perAxis(options.strides ?? 1);
	const dilations = perAxis(options.dilation ?? 1);
	const [space, kernel] = [x.shape.slice(1, 4), filter.shape.slice(0, 3)];
	const pads = resolvePads(space, kernel, strides, options.pad ?? 'same', dilations);
	const attributes = { strides, pads, dilations, groups: options.groups ?? 1 };
	return runOp(conv3dOp, { x, filter, bias: options.bias }, attributes)[0] as tf.Tensor5D;
}
