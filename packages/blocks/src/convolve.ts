import type * as tf from '@tensorflow/tfjs';
import { Conv3dLayer, type Conv3dLayerConfig } from './conv3dLayer.ts';
import { ConvTranspose3dLayer, type ConvTranspose3dLayerConfig } from './convTranspose3dLayer.ts';
import type { SeedOf } from './layerConfig.ts';

/** What a convolution takes beside its name and seed. */
export type ConvOptions = Omit<Conv3dLayerConfig, 'name' | 'seed'>;

/** What a transposed convolution takes beside its name and seed. */
export type ConvTransposeOptions = Omit<ConvTranspose3dLayerConfig, 'name' | 'seed'>;

/**
 * Convolves: [B, D, H, W, C] -> [B, D', H', W', filters].
 *
 * @param name module path of the layer.
 */
export function convolve(
	x: tf.SymbolicTensor,
	name: string,
	options: ConvOptions,
	seedOf: SeedOf,
): tf.SymbolicTensor {
	return new Conv3dLayer({ name, seed: seedOf(name), ...options }).apply(x) as tf.SymbolicTensor;
}

/**
 * Convolves transposed: [B, D, H, W, C] -> [B, D', H', W', filters].
 *
 * @param name module path of the layer.
 */
export function convolveTransposed(
	x: tf.SymbolicTensor,
	name: string,
	options: ConvTransposeOptions,
	seedOf: SeedOf,
): tf.SymbolicTensor {
	return new ConvTranspose3dLayer({ name, seed: seedOf(name), ...options }).apply(x) as tf.SymbolicTensor;
}
