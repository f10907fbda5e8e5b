import type * as tf from '@tensorflow/tfjs';
import type { ModelFamily } from '../family.ts';
import { rememberConfig } from '../modelConfig.ts';
import { ModelError } from '../modelError.ts';
import { type BasicUnetConfig, type BasicUnetOptions, basicUnetConfig, buildBasicUnet } from './basicUnet.ts';
import {
	buildDynUnet,
	type DynUnetConfig,
	type DynUnetOptions,
	dynUnetAliases,
	dynUnetConfig,
} from './dynUnet.ts';
import { buildMonaiUnet, type MonaiUnetConfig, type MonaiUnetOptions, monaiUnetConfig } from './monaiUnet.ts';
import { unet3dPresets } from './presets.ts';

/** Everything that decides a 3-D U-Net: `variant` tells which of the field's shapes it has. */
export type Unet3dConfig = MonaiUnetConfig | BasicUnetConfig | DynUnetConfig;

/** What must be given for a 3-D U-Net, and what may be. */
export type Unet3dOptions = MonaiUnetOptions | BasicUnetOptions | DynUnetOptions;

function resolve(options: Unet3dOptions): { config: Unet3dConfig; model: tf.LayersModel } {
	if (options.variant === 'unet') {
		const config = monaiUnetConfig(options);
		return { config, model: buildMonaiUnet(config) };
	}
	if (options.variant === 'basicUnet') {
		const config = basicUnetConfig(options);
		return { config, model: buildBasicUnet(config) };
	}
	if (options.variant === 'dynUnet') {
		const config = dynUnetConfig(options);
		return { config, model: buildDynUnet(config) };
	}
	const { variant } = options as { variant: unknown };
	throw new ModelError(`variant = ${JSON.stringify(variant)} must be "unet" or "basicUnet" or "dynUnet"`);
}

/**
 * 3-D U-Nets: `unet` with residual units (MONAI's `UNet`), `basicUnet` (MONAI's `BasicUNet`) and `dynUnet`, the shape of
 * nnU-Net (MONAI's `DynUNet`), which may have deep supervision: then the model has several outputs, finest first.
 *
 * @param options the variant, channels and size of the image, and what differs from the variant's defaults.
 * @returns a model from [B, i, j, k, inChannels] to logits [B, i, j, k, outChannels].
 * @throws ModelError for an illegal configuration.
 * Source: Çiçek et al. 2016; Kerfoot et al. 2018; Falk et al. 2019; Isensee et al. 2021; MONAI 1.5.
 */
export function unet3d(options: Unet3dOptions): tf.LayersModel {
	const { config, model } = resolve(options);
	return rememberConfig(model, { name: 'unet3d', config });
}

/** 3-D U-Nets among the families. */
export const unet3dFamily: ModelFamily<Unet3dConfig> = {
	build: (options) => unet3d(options as Unet3dOptions),
	presets: unet3dPresets,
	aliases: (key, config) => (config.variant === 'dynUnet' ? dynUnetAliases(key, config) : []),
};
