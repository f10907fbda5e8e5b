import * as tf from '@tensorflow/tfjs';
import { perAxis } from '@unetr/blocks';
import { unetrDecoder } from '@unetr/decoders';
import { vitEncoder } from '@unetr/vit';
import type { ModelFamily } from '../family.ts';
import { layerSeeds } from '../layerSeed.ts';
import { rememberConfig } from '../modelConfig.ts';
import { unetrPresets } from './presets.ts';
import { type UnetrConfig, type UnetrOptions, unetrConfig } from './unetrConfig.ts';

/**
 * The blocks whose outputs are skips: 3, 6 and 9 of 12, as ⌊k · numLayers / 4⌋. A patch of 2^L voxels has L − 1
 * skips; beyond L = 4 the blocks are divided by L.
 */
function skipBlocks({ patchSize, numLayers }: UnetrConfig): number[] {
	const levels = Math.log2(patchSize);
	const parts = Math.max(4, levels);
	return Array.from({ length: levels - 1 }, (_, s) => Math.floor(((s + 1) * numLayers) / parts));
}

/**
 * UNETR: a vision transformer on volumes whose hidden states a convolutional decoder joins with the image.
 *
 * With `patchSize` 16 it is MONAI's network, weight by weight; a smaller patch drops the deepest levels of the
 * decoder and keeps the names of the others.
 *
 * @param options channels and size of the image, and any of {@link UnetrConfig} that differs from MONAI's defaults.
 * @returns a model from [B, i, j, k, inChannels] to logits [B, i, j, k, outChannels]; with `spatialDims` 2, k is 1.
 * @throws ModelError for an illegal configuration.
 * Source: Hatamizadeh et al. 2022, "UNETR: Transformers for 3D medical image segmentation"; MONAI 1.5 `UNETR`.
 */
export function unetr(options: UnetrOptions): tf.LayersModel {
	const config = unetrConfig(options);
	const { imgSize, inChannels, patchSize } = config;
	const seedOf = layerSeeds(config.seed);
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const pyramid = vitEncoder(image, {
		...config,
		patchSize: perAxis(patchSize, config.spatialDims),
		skipBlocks: skipBlocks(config),
		seedOf,
	});
	const logits = unetrDecoder(pyramid, { ...config, seedOf });
	return rememberConfig(tf.model({ inputs: image, outputs: logits, name: 'unetr' }), {
		name: 'unetr',
		config,
	});
}

/** The cross-attention of each block since MONAI 1.4, in its order; attention without bias but in the output. */
function crossAttention({ numLayers, hiddenSize }: UnetrConfig): [string, number[]][] {
	const [vector, matrix] = [[hiddenSize], [hiddenSize, hiddenSize]];
	return Array.from({ length: numLayers }, (_, block): [string, number[]][] => {
		const at = `vit.blocks.${block}`;
		return [
			[`${at}.norm_cross_attn.weight`, vector],
			[`${at}.norm_cross_attn.bias`, vector],
			[`${at}.cross_attn.out_proj.weight`, matrix],
			[`${at}.cross_attn.out_proj.bias`, vector],
			...['to_q', 'to_k', 'to_v'].map((to): [string, number[]] => [`${at}.cross_attn.${to}.weight`, matrix]),
		];
	}).flat();
}

/** UNETR among the families. Since 1.4 MONAI stores a cross-attention in each block that no UNETR runs. */
export const unetrFamily: ModelFamily<UnetrConfig> = {
	build: unetr,
	presets: unetrPresets,
	unusedTensors: crossAttention,
	neverRun: (key) => /\.(cross_attn|norm_cross_attn)\./.test(key),
};
