import type * as tf from '@tensorflow/tfjs';
import { Conv3dLayer } from './conv3dLayer.ts';
import type { SeedOf } from './layerConfig.ts';

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
): tf.SymbolicTensor {
	const path = `${name}.conv.conv`;
	const conv = new Conv3dLayer({
		name: path,
		filters: outChannels,
		kernelSize: 1,
		strides: 1,
		useBias: true,
		seed: seedOf(path),
	});
	return conv.apply(x) as tf.SymbolicTensor;
}
