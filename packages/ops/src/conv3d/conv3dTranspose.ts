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
	/** Voxels added at the end, fewer than the stride; 0 by default. */
	readonly outputPadding?: number | readonly [number, number, number];
	/** Voxels from tap to tap of the kernel, 1 by default. */
	readonly dilation?: number | readonly [number, number, number];
	/** Groups of channels that are convolved apart, 1 by default. */
	readonly groups?: number;
}

/** What the options say of each axis. */
interface TransposeAxes {
	readonly strides: readonly number[];
	/** Voxels cut off on both sides. */
	readonly cut: readonly number[];
	/** Voxels added at the end. */
	readonly added: readonly number[];
	readonly dilations: readonly number[];
}

/** Without overlap and padding: a linear map to all taps, which then take their places. */
function blockwise(x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor5D {
	const [kD, kH, kW, outChannels, inChannels] = filter.shape as [number, number, number, number, number];
	const taps = kD * kH * kW;
	const kernel = tf.transpose(tf.reshape(filter, [taps * outChannels, inChannels])); // [Ci, taps·Co]
	const biases = bias && tf.reshape(tf.tile(tf.expandDims(bias, 0), [taps, 1]), [-1]);
	return depthToSpace3d(linear(x, kernel, biases), [kD, kH, kW]);
}

/** Whether no two taps meet and nothing is cut off or added. */
function isBlockwise(kernel: readonly number[], axes: TransposeAxes, groups: number): boolean {
	const { strides, cut, added, dilations } = axes;
	const whole = kernel.every(
		(extent, axis) => extent === strides[axis] && (extent === 1 || dilations[axis] === 1),
	);
	return whole && groups === 1 && [...cut, ...added].every((voxels) => voxels === 0);
}

/** Extents of the output. */
function transposedSpace(space: readonly number[], kernel: readonly number[], axes: TransposeAxes): number[] {
	const { strides, cut, added, dilations } = axes;
	return kernel.map((extent, axis) => {
		if (added[axis]! >= strides[axis]!) {
			throw new OpError(
				`conv3dTranspose: output padding ${added[axis]} along ${'DHW'[axis]} must be less than the stride ${strides[axis]}`,
			);
		}
		const reach = reachOf(extent, dilations[axis]!);
		const size = (space[axis]! - 1) * strides[axis]! - 2 * cut[axis]! + reach + added[axis]!;
		if (size > 0) return size;
		throw new OpError(`conv3dTranspose: padding ${cut[axis]} leaves nothing along ${'DHW'[axis]}`);
	});
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
 * @throws {OpError} if ranks or channels do not fit, nothing is left of an axis, or it grows by a stride or more
 */
export function conv3dTranspose(
	x: tf.Tensor,
	filter: tf.Tensor,
	options: Conv3dTransposeOptions = {},
): tf.Tensor5D {
	const { bias, pad = 0, outputPadding = 0, dilation = 1, groups = 1 } = options;
	checkChannels(x, filter, groups);
	const kernel = filter.shape.slice(0, 3);
	const axes: TransposeAxes = {
		strides: options.strides === undefined ? kernel : perAxis(options.strides),
		...{ cut: perAxis(pad), added: perAxis(outputPadding), dilations: perAxis(dilation) },
	};
	return tf.tidy(() => {
		if (isBlockwise(kernel, axes, groups)) return blockwise(x, filter, bias);
		const space = transposedSpace(x.shape.slice(1, 4), kernel, axes);
		const y = conv3dInputGrad(x, filter, {
			...{ strides: axes.strides, dilations: axes.dilations, groups },
			pads: axes.cut.flatMap((voxels) => [voxels, voxels]),
			inputShape: [x.shape[0]!, ...space, filter.shape[3]! * groups],
		});
		return (bias ? tf.add(y, bias) : y) as tf.Tensor5D;
	});
}
