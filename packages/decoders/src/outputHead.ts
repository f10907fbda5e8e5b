import type * as tf from '@tensorflow/tfjs';
import { type BlockConfig, convolve, dropOut } from '@unetr/blocks';

/** Seeds of an output head, how its first weights are drawn, and the share of logits dropped in training. */
export type OutputHeadConfig = Pick<BlockConfig, 'seedOf' | 'fill' | 'dropout' | 'spatialDims'>;

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
	{ seedOf, fill, dropout = 0, spatialDims }: OutputHeadConfig,
): tf.SymbolicTensor {
	const options = { filters: outChannels, kernelSize: 1, useBias: true, fill, spatialDims };
	return dropOut(convolve(x, `${name}.conv.conv`, options, seedOf), `${name}.conv.adn.D`, dropout, seedOf);
}
