import * as tf from '@tensorflow/tfjs';
import { unetrPlusPlusDecoder } from '@unetr/decoders';
import { epaEncoder } from '@unetr/vit';
import type { ModelFamily } from '../family.ts';
import { layerSeeds } from '../layerSeed.ts';
import { rememberConfig } from '../modelConfig.ts';
import { unetrPlusPlusPresets } from './presets.ts';
import {
	type UnetrPlusPlusConfig,
	type UnetrPlusPlusOptions,
	unetrPlusPlusConfig,
} from './unetrPlusPlusConfig.ts';

/**
 * UNETR++: a hierarchical transformer whose blocks pair an attention among channels with one among tokens, on the way
 * down and on the way up.
 *
 * With its defaults it is the published network for Synapse, weight by weight, for any number of input channels; stem
 * and `variant` make those for ACDC, Lung and BraTS.
 *
 * @param options channels and size of the image, and any of {@link UnetrPlusPlusConfig} that differs from the defaults.
 * @returns a model from [B, i, j, k, inChannels] to logits [B, i, j, k, outChannels]; with deep supervision a model with
 * three outputs, finest first.
 * @throws ModelError for an illegal configuration.
 * Source: Shaker et al. 2022, "UNETR++: Delving into efficient and accurate 3D medical image segmentation"; its
 * published `UNETR_PP`.
 */
export function unetrPlusPlus(options: UnetrPlusPlusOptions): tf.LayersModel {
	const config = unetrPlusPlusConfig(options);
	const { imgSize, inChannels, decoderDepths: depths, decoderProjSize: projSize } = config;
	const seedOf = layerSeeds(config.seed);
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const pyramid = epaEncoder(image, { ...config, seedOf });
	const outputs = unetrPlusPlusDecoder(pyramid, { ...config, depths, projSize, seedOf });
	const model = tf.model({
		inputs: image,
		outputs: outputs.length === 1 ? outputs[0]! : outputs,
		name: 'unetrPlusPlus',
	});
	return rememberConfig(model, { name: 'unetrPlusPlus', config });
}

/** The second key of a map that projects keys and values alike. */
function aliases(key: string, { variant }: UnetrPlusPlusConfig): string[] {
	const shared = variant === 'shared' && /\.epa_block\.E\.(weight|bias)$/.test(key);
	return shared ? [key.replace(/E(\.\w+)$/, 'F$1')] : [];
}

/** UNETR++ among the families. */
export const unetrPlusPlusFamily: ModelFamily<UnetrPlusPlusConfig> = {
	build: unetrPlusPlus,
	presets: unetrPlusPlusPresets,
	aliases,
};
