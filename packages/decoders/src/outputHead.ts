import type * as tf from '@tensorflow/tfjs';
import { convolve, type SeedOf, type WeightFill } from '@unetr/blocks';

/**
 * Logits per voxel by a 1³ convolution with bias: [B, D, H, W, C] -> [B, D, H, W, outChannels].
 *
 * @param name module path, for example `out`.
 * Source: MONAI's `UnetOutBlock`.
 */
export function outputHead(
	x: tf.SymbolicTensor,
	name: string,
	outChannels: number,
	seedOf: SeedOf,
	fill: WeightFill = 'uniform',
): tf.SymbolicTensor {
	const options = { filters: outChannels, kernelSize: 1, useBias: true, fill };
	return convolve(x, `${name}.conv.conv`, options, seedOf);
}
