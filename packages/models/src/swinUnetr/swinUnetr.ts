import * as tf from '@tensorflow/tfjs';
import { perAxis } from '@unetr/blocks';
import { swinUnetrDecoder } from '@unetr/decoders';
import { swinEncoder } from '@unetr/vit';
import type { ModelFamily } from '../family.ts';
import { layerSeeds } from '../layerSeed.ts';
import { rememberConfig } from '../modelConfig.ts';
import { swinUnetrPresets } from './presets.ts';
import { type SwinUnetrConfig, type SwinUnetrOptions, swinUnetrConfig } from './swinUnetrConfig.ts';

/**
 * Swin UNETR: a hierarchical transformer with attention in moved windows, and a convolutional decoder that joins its
 * levels with the image.
 *
 * @param options channels and size of the image, and any of {@link SwinUnetrConfig} that differs from MONAI's defaults.
 * @returns a model from [B, i, j, k, inChannels] to logits [B, i, j, k, outChannels]; with `spatialDims` 2, k is 1.
 * @throws ModelError for an illegal configuration.
 * Source: Hatamizadeh et al. 2022, "Swin UNETR"; Tang et al. 2022; MONAI 1.5 `SwinUNETR`.
 */
export function swinUnetr(options: SwinUnetrOptions): tf.LayersModel {
	const config = swinUnetrConfig(options);
	const { imgSize, inChannels, featureSize, patchSize, spatialDims } = config;
	const seedOf = layerSeeds(config.seed);
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const pyramid = swinEncoder(image, {
		...config,
		patchSize: perAxis(patchSize, spatialDims) as [2, 2, 2 | 1],
		embedDim: featureSize,
		windowSize: perAxis(config.windowSize, spatialDims),
		seedOf,
	});
	const logits = swinUnetrDecoder(pyramid, { ...config, resBlock: true, seedOf });
	const model = tf.model({ inputs: image, outputs: logits, name: 'swinUnetr' });
	return rememberConfig(model, { name: 'swinUnetr', config });
}

/** Swin UNETR among the families. */
export const swinUnetrFamily: ModelFamily<SwinUnetrConfig> = { build: swinUnetr, presets: swinUnetrPresets };
