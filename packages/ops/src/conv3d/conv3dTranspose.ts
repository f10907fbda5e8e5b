import * as tf from '@tensorflow/tfjs';
import { checkRank } from '../checkShape.ts';
import { linear } from '../linear/linear.ts';
import { OpError } from '../opError.ts';
import { depthToSpace3d } from '../rearrange/depthToSpace3d.ts';
import { conv3dInputGrad } from './conv3dInputGrad.ts';
import { perAxis, reachOf } from './geometry.ts';

/** Options of `conv3dTranspose`: one number for all axes, or one for each. */
export interface Conv3dTransposeOptions {
	/** [Co] */
	readonly bias?: tf.Tensor;
	/** The kernel's extents by default. */
	readonly strides?: number | readonly [number, number, number];
	/** Voxels cut off on both sides, 0 by default. */
	readonly pad?: number | readonly [number, number, number];
	/** Voxels added at the end, 0 by default. */
	readonly outputPadding?: number | readonly [number, number, number];
	/** Voxels from tap to tap of the kernel, 1 by default. */
	readonly dilation?: number | readonly [number, number, number];
	/** Groups of channels that are convolved apart, 1 by default. */
	readonly groups?: number;
}

/** Without overlap and padding: a linear map to all taps, which then take their places. */
function blockwise(x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor5D {
	const [kD, kH, kW, outChannels, inChannels] = filter.shape as [number, number, number, number, number];
	const taps = kD * kH * kW;
	const kernel = tf.transpose(tf.reshape(filter, [taps * outChannels, inChannels])); // [Ci, taps·Co]
	const biases = bias && tf.reshape(tf.tile(tf.expandDims(bias, 0), [taps, 1]), [-1]);
	return depthToSpace3d(linear(x, kernel, biases), [kD, kH, kW]);
}

function checkChannels(x: tf.Tensor, filter: tf.Tensor, groups: number): void {
	checkRank('conv3dTranspose', 'x', x.shape, 5);
	checkRank('conv3dTranspose', 'filter', filter.shape, 5);
	if (x.shape[4] !== filter.shape[4]) {
		throw new OpError(
			`conv3dTranspose: 'x' has ${x.shape[4]} channels, but 'filter' takes ${filter.shape[4]}`,
		);
	}
	if (x.shape[4]! % groups !== 0) {
		throw new OpError(`conv3dTranspose: ${x.shape[4]} channels do not divide into ${groups} groups`);
	}
}

/**
 * Transposed 3-D convolution, channels last, as `torch.nn.functional.conv_transpose3d`:
 * D' = (D − 1) · stride − 2 · pad + dilation · (kD − 1) + outputPadding + 1.
 *
 * Where the stride is the kernel it is composed of `linear` and `depthToSpace3d`; else it is the gradient of `conv3d`
 * by its input. Both carry its gradient.
 *
 * @param x [B, D, H, W, Ci]
 * @param filter [kD, kH, kW, Co / groups, Ci]
 * @returns [B, D', H', W', Co]
 * @throws {OpError} if ranks or channels do not fit, or nothing is left of an axis
 */
export function conv3dTranspose(
	x: tf.Tensor,
	filter: tf.Tensor,
	options: Conv3dTransposeOptions = {},
): tf.Tensor5D {
	const { bias, pad = 0, outputPadding = 0, dilation = 1, groups = 1 } = options;
	checkChannels(x, filter, groups);
	const kernel = filter.shape.slice(0, 3);
	const strides = options.strides === undefined ? kernel : perAxis(options.strides);
	const [cut, added, dilations] = [perAxis(pad), perAxis(outputPadding), perAxis(dilation)];
	const plain = [...cut, ...added].every((voxels) => voxels === 0) && groups === 1;
	return tf.tidy(() => {
		if (plain && kernel.every((extent, axis) => extent === strides[axis])) return blockwise(x, filter, bias);
		const space = kernel.map((extent, axis) => {
			const reach = reachOf(extent, dilations[axis]!);
			const size = (x.shape[axis + 1]! - 1) * strides[axis]! - 2 * cut[axis]! + reach + added[axis]!;
			if (size > 0) return size;
			throw new OpError(`conv3dTranspose: padding ${cut[axis]} leaves nothing along ${'DHW'[axis]}`);
		});
		const y = conv3dInputGrad(x, filter, {
			strides,
			pads: cut.flatMap((voxels) => [voxels, voxels]),
			dilations,
			groups,
			inputShape: [x.shape[0]!, ...space, filter.shape[3]! * groups],
		});
		return (bias ? tf.add(y, bias) : y) as tf.Tensor5D;
	});
}
