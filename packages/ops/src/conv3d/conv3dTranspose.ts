import * as tf from '@tensorflow/tfjs';
import { checkRank } from '../checkShape.ts';
import { linear } from '../linear/linear.ts';
import { OpError } from '../opError.ts';
import { depthToSpace3d } from '../rearrange/depthToSpace3d.ts';

/**
 * Transposed 3-D convolution whose stride is its kernel size (no overlap, no padding), channels last:
 * y[2d + a] = x[d] · filter[a] for kernel 2, as `torch.nn.ConvTranspose3d(kernel_size=2, stride=2)`.
 *
 * Composed of `linear` and `depthToSpace3d`, which carry its gradient.
 *
 * @param x [B, D, H, W, Ci]
 * @param filter [kD, kH, kW, Co, Ci]
 * @param options.bias [Co]
 * @returns [B, D·kD, H·kH, W·kW, Co]
 * @throws {OpError} if ranks or channels do not fit
 */
export function conv3dTranspose(
	x: tf.Tensor,
	filter: tf.Tensor,
	options: { readonly bias?: tf.Tensor } = {},
): tf.Tensor5D {
	checkRank('conv3dTranspose', 'x', x.shape, 5);
	checkRank('conv3dTranspose', 'filter', filter.shape, 5);
	const [kD, kH, kW, outChannels, inChannels] = filter.shape as [number, number, number, number, number];
	if (x.shape[4] !== inChannels) {
		throw new OpError(`conv3dTranspose: 'x' has ${x.shape[4]} channels, but 'filter' takes ${inChannels}`);
	}
	const taps = kD * kH * kW;
	const kernel = tf.transpose(tf.reshape(filter, [taps * outChannels, inChannels])); // [Ci, taps·Co]
	const bias = options.bias && tf.reshape(tf.tile(tf.expandDims(options.bias, 0), [taps, 1]), [-1]);
	return depthToSpace3d(linear(x, kernel, bias), [kD, kH, kW]);
}
