import * as tf from '@tensorflow/tfjs';
import { type BlockConfig, convBlock } from './convBlock.ts';
import { ConvTranspose3dLayer } from './convTranspose3dLayer.ts';

/** Transposed convolution that doubles each extent. */
function upsample(
	x: tf.SymbolicTensor,
	path: string,
	filters: number,
	{ seedOf }: BlockConfig,
): tf.SymbolicTensor {
	const name = `${path}.conv`;
	const layer = new ConvTranspose3dLayer({ name, filters, kernelSize: 2, seed: seedOf(name) });
	return layer.apply(x) as tf.SymbolicTensor;
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
	return convBlock(x, `${name}.layer`, filters, config);
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
			? convBlock(upsample(y, `${path}.0`, filters, config), `${path}.1`, filters, config)
			: upsample(y, path, filters, config);
	}
	return y;
}

/**
 * Doubles the resolution, concatenates [upsampled, skip] and convolves:
 * [B, D, H, W, C] and a skip [B, 2D, 2H, 2W, filters] -> [B, 2D, 2H, 2W, filters].
 * Source: MONAI's `UnetrUpBlock`.
 */
export function unetrUpBlock(
	x: tf.SymbolicTensor,
	skip: tf.SymbolicTensor,
	name: string,
	filters: number,
	config: BlockConfig,
): tf.SymbolicTensor {
	const upsampled = upsample(x, `${name}.transp_conv`, filters, config);
	const joined = tf.layers.concatenate({ name: `${name}.concat`, axis: 4 }).apply([upsampled, skip]);
	return convBlock(joined as tf.SymbolicTensor, `${name}.conv_block`, filters, config);
}
