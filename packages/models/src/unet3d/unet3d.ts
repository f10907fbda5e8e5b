import type * as tf from '@tensorflow/tfjs';
import type { ModelFamily } from '../family.ts';
import { rememberConfig } from '../modelConfig.ts';
import { ModelError } from '../modelError.ts';
import { buildBasicUnet } from './basicUnet.ts';
import { type BasicUnetConfig, type BasicUnetOptions, basicUnetConfig } from './basicUnetConfig.ts';
import { buildDynUnet, dynUnetAliases } from './dynUnet.ts';
import { type DynUnetConfig, type DynUnetOptions, dynUnetConfig } from './dynUnetConfig.ts';
import { buildMonaiUnet } from './monaiUnet.ts';
import { type MonaiUnetConfig, type MonaiUnetOptions, monaiUnetConfig } from './monaiUnetConfig.ts';
import { isNnunetHead, nnunetKeys } from './nnunetKeys.ts';
import { unet3dPresets } from './presets.ts';
import { buildTorchioUnet, torchioUnetAliases } from './torchioUnet.ts';
import { type TorchioUnetConfig, type TorchioUnetOptions, torchioUnetConfig } from './torchioUnetConfig.ts';

/** Everything that decides a 3-D U-Net: `variant` tells which of the field's shapes it has. */
export type Unet3dConfig = MonaiUnetConfig | BasicUnetConfig | DynUnetConfig | TorchioUnetConfig;

/** What must be given for a 3-D U-Net, and what may be. */
export type Unet3dOptions = MonaiUnetOptions | BasicUnetOptions | DynUnetOptions | TorchioUnetOptions;

/** A configuration and the network that it gives. */
interface Built {
	readonly config: Unet3dConfig;
	readonly model: tf.LayersModel;
}

const built = <Config extends Unet3dConfig>(
	config: Config,
	build: (config: Config) => tf.LayersModel,
): Built => ({ config, model: build(config) });

function resolve(options: Unet3dOptions): Built {
	if (options.variant === 'unet') return built(monaiUnetConfig(options), buildMonaiUnet);
	if (options.variant === 'basicUnet') return built(basicUnetConfig(options), buildBasicUnet);
	if (options.variant === 'dynUnet') return built(dynUnetConfig(options), buildDynUnet);
	if (options.variant === 'torchioUnet') return built(torchioUnetConfig(options), buildTorchioUnet);
	const { variant } = options as { variant: unknown };
	throw new ModelError(
		`variant = ${JSON.stringify(variant)} must be "unet" or "basicUnet" or "dynUnet" or "torchioUnet"`,
	);
}

/**
 * 3-D U-Nets: `unet` with residual units (MONAI's `UNet`), `basicUnet` (MONAI's `BasicUNet`), `dynUnet`, the shape of
 * nnU-Net (MONAI's `DynUNet`), which may have deep supervision: then the model has several outputs, finest first, and
 * `torchioUnet` (the Python package `unet`).
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
	aliases(key, config) {
		if (config.variant === 'dynUnet') return dynUnetAliases(key, config);
		return config.variant === 'torchioUnet' ? torchioUnetAliases(key) : [];
	},
	namings: {
		nnunet: {
			keys: (key, config) => (config.variant === 'dynUnet' ? nnunetKeys(key, config) : []),
			isSurplus: (theirs, config) =>
				config.variant === 'dynUnet' && isNnunetHead(theirs, config.strides.length),
		},
	},
};
