import type * as tf from '@tensorflow/tfjs';
import { type BlockConfig, concatChannels, convBlock, convolveTransposed, type PerAxis } from '@unetr/blocks';

/** Transposed convolution without bias whose stride is its kernel. */
function upsample(
	x: tf.SymbolicTensor,
	path: string,
	filters: number,
	{ seedOf, fill, spatialDims }: BlockConfig,
	kernelSize: PerAxis = 2,
): tf.SymbolicTensor {
	return convolveTransposed(x, `${path}.conv`, { filters, kernelSize, fill, spatialDims }, seedOf);
}

/**
 * One convolution block at full resolution: [B, D, H, W, C] -> [B, D, H, W, filters].
 * Source: MONAI's `UnetrBasicBlock`.
 */
export function unetrBasicBlock(
	x: tf.SymbolicTensor,
	name: string,
	filters: number,
	config: BlockConfig,
): tf.SymbolicTensor {
	return convBlock(x, `${name}.layer`, { filters }, config);
}

/** Configuration of {@link unetrPrUpBlock}. */
export interface PrUpBlockConfig extends BlockConfig {
	/** Doublings after the first one. */
	readonly numLayer: number;
	/** Whether a convolution block follows each of them. */
	readonly convBlock: boolean;
}

/**
 * Projects tokens up to the resolution of a skip: a doubling, then `numLayer` more, each followed by a
 * convolution block; [B, D, H, W, C] -> [B, n·D, n·H, n·W, filters] with n = 2^(numLayer + 1).
 * Source: MONAI's `UnetrPrUpBlock`.
 */
export function unetrPrUpBlock(
	x: tf.SymbolicTensor,
	name: string,
	filters: number,
	config: PrUpBlockConfig,
): tf.SymbolicTensor {
	let y = upsample(x, `${name}.transp_conv_init`, filters, config);
	for (let index = 0; index < config.numLayer; index++) {
		const path = `${name}.blocks.${index}`;
		y = config.convBlock
			? convBlock(upsample(y, `${path}.0`, filters, config), `${path}.1`, { filters }, config)
			: upsample(y, path, filters, config);
	}
	return y;
}

/**
 * Raises the resolution to a skip's, concatenates [upsampled, skip] and convolves:
 * [B, D, H, W, C] and a skip [B, k·D, k·H, k·W, any] -> [B, k·D, k·H, k·W, filters].
 *
 * @param upsampleKernel k, 2 by default.
 * Source: MONAI's `UnetrUpBlock`.
 */
export function unetrUpBlock(
	x: tf.SymbolicTensor,
	skip: tf.SymbolicTensor,
	name: string,
	filters: number,
	config: BlockConfig,
	upsampleKernel: PerAxis = 2,
): tf.SymbolicTensor {
	const upsampled = upsample(x, `${name}.transp_conv`, filters, config, upsampleKernel);
	const joined = concatChannels(`${name}.concat`, [upsampled, skip]);
	return convBlock(joined, `${name}.conv_block`, { filters }, config);
}
