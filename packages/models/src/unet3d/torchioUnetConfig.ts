import type { Activation, Norm } from '@unetr/blocks';
import { ModelError } from '../modelError.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import { checkImgSize, type OptionRules, resolveOptions } from '../options/resolveOptions.ts';

/**
 * Everything that decides a U-Net of the Python package `unet`, which TorchIO's examples train; plain JSON. The package's
 * residual, dilated and pre-activated forms are left out.
 */
export interface TorchioUnetConfig extends CommonConfig {
	readonly variant: 'torchioUnet';
	/** Levels, the lowest included, 2 or more; `imgSize` is a multiple of 2^(numEncodingBlocks − 1). */
	readonly numEncodingBlocks: number;
	/** Channels of the first convolution; the second one of every block on the way down doubles the channels. */
	readonly outChannelsFirstLayer: number;
	readonly act: Activation;
	/** Norm behind every convolution but the first and the last. */
	readonly norm: Norm;
	/** Whether normed convolutions have biases too, as in the package's later releases. */
	readonly bias: boolean;
}

/** What must be given for such a U-Net, and what may be. */
export type TorchioUnetOptions = OptionsOf<TorchioUnetConfig> & { readonly variant: 'torchioUnet' };

const rules: OptionRules<TorchioUnetConfig> = {
	subject: 'a U-Net of variant "torchioUnet"',
	defaults: {
		variant: 'torchioUnet',
		numEncodingBlocks: 3,
		outChannelsFirstLayer: 8,
		act: 'prelu',
		norm: 'batch',
		bias: false,
		seed: 0,
	},
	counts: ['numEncodingBlocks', 'outChannelsFirstLayer'],
	choices: { bias: [true, false] },
	norms: ['norm'],
};

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function torchioUnetConfig(options: TorchioUnetOptions): TorchioUnetConfig {
	const config = resolveOptions(options, rules);
	const { numEncodingBlocks } = config;
	if (numEncodingBlocks < 2) {
		throw new ModelError(
			`numEncodingBlocks = ${numEncodingBlocks} must be 2 or more; the nearest legal values are 2 and 3`,
		);
	}
	checkImgSize(config, '2^(numEncodingBlocks − 1)', 2 ** (numEncodingBlocks - 1));
	return config;
}
