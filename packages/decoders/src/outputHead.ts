import type * as tf from '@tensorflow/tfjs';
import { type BlockConfig, convolve, dropOut, type SeedOf } from '@unetr/blocks';

/**
 * Logits per voxel by a 1³ convolution with bias: [B, D, H, W, C] -> [B, D, H, W, outChannels].
 *
 * @param name module path, for example `out`.
 * @param options how first weights are drawn, and the share of logits dropped in training (DynUNet's `dropout`).
 * Source: MONAI's `UnetOutBlock`.
 */
export function outputHead(
	x: tf.SymbolicTensor,
	name: string,
	outChannels: number,
	seedOf: SeedOf,
	{ fill, dropout = 0 }: Pick<BlockConfig, 'fill' | 'dropout'> = {},
): tf.SymbolicTensor {
	const options = { filters: outChannels, kernelSize: 1, useBias: true, fill };
	return dropOut(convolve(x, `${name}.conv.conv`, options, seedOf), `${name}.conv.adn.D`, dropout, seedOf);
}
