import * as tf from '@tensorflow/tfjs';
import { perAxis } from '@unetr/blocks';
import { setrMlaDecoder, setrNupDecoder, setrPupDecoder } from '@unetr/decoders';
import { vitEncoder } from '@unetr/vit';
import type { ModelFamily } from '../family.ts';
import { layerSeeds } from '../layerSeed.ts';
import { rememberConfig } from '../modelConfig.ts';
import { setrPresets } from './presets.ts';
import { type SetrConfig, type SetrDecoder, type SetrOptions, setrConfig } from './setrConfig.ts';

const decoders: { readonly [Name in SetrDecoder]: typeof setrNupDecoder } = {
	nup: setrNupDecoder,
	pup: setrPupDecoder,
	mla: setrMlaDecoder,
};

/** The last blocks of the first, second and third quarter of the transformer, which SETR-MLA reads beside its end. */
function streamBlocks({ decoder, numLayers }: SetrConfig): number[] {
	return decoder === 'mla' ? [1, 2, 3].map((quarter) => Math.floor((quarter * numLayers) / 4) - 1) : [];
}

/**
 * SETR: a vision transformer on volumes under a decoder without skips from the image.
 *
 * There is no 3-D reference: the encoder is that of {@link unetr}, the decoders are the paper's, with one more axis unless
 * `spatialDims` is 2.
 *
 * @param options channels and size of the image, and any of {@link SetrConfig} that differs from the defaults.
 * @returns a model from [B, i, j, k, inChannels] to logits [B, i, j, k, outChannels].
 * @throws ModelError for an illegal configuration.
 * Source: Zheng et al. 2021, "Rethinking semantic segmentation from a sequence-to-sequence perspective with
 * transformers"; as a volume network Hatamizadeh et al. 2022, table 1.
 */
export function setr(options: SetrOptions): tf.LayersModel {
	const config = setrConfig(options);
	const { imgSize, inChannels, patchSize, decoder } = config;
	const seedOf = layerSeeds(config.seed);
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const pyramid = vitEncoder(image, {
		...config,
		patchSize: perAxis(patchSize, config.spatialDims),
		skipBlocks: streamBlocks(config),
		seedOf,
	});
	const logits = decoders[decoder](pyramid, { ...config, seedOf });
	return rememberConfig(tf.model({ inputs: image, outputs: logits, name: 'setr' }), { name: 'setr', config });
}

/** SETR among the families. */
export const setrFamily: ModelFamily<SetrConfig> = { build: setr, presets: setrPresets };
