import type { Activation, Norm, UpsampleMode } from '@unetr/blocks';
import { ModelError } from '../modelError.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import { isCount, type OptionRules, resolveOptions } from '../options/resolveOptions.ts';

/** Everything that decides a plain U-Net of five levels, in the terms of MONAI's `BasicUNet`; plain JSON. */
export interface BasicUnetConfig extends CommonConfig {
	readonly variant: 'basicUnet';
	/** Channels of the five levels, and of the last block. */
	readonly features: readonly number[];
	readonly act: Activation;
	readonly norm: Norm;
	/** Whether convolutions have biases; those that raise the resolution always have. */
	readonly bias: boolean;
	/** Share of values dropped behind each convolution in training, in [0, 1). */
	readonly dropout: number;
	/** How the resolution is raised: `nontrainable` keeps the corners in their places; MONAI's `pixelshuffle` is left out. */
	readonly upsample: UpsampleMode;
}

/** What must be given for such a U-Net, and what may be. */
export type BasicUnetOptions = OptionsOf<BasicUnetConfig> & { readonly variant: 'basicUnet' };

const rules: OptionRules<BasicUnetConfig> = {
	subject: 'a U-Net of variant "basicUnet"',
	defaults: {
		variant: 'basicUnet',
		features: [32, 32, 64, 128, 256, 32],
		act: { name: 'leakyRelu', slope: 0.1 },
		norm: { name: 'instance', affine: true },
		bias: true,
		dropout: 0,
		upsample: 'deconv',
		seed: 0,
	},
	choices: { bias: [true, false], upsample: ['deconv', 'nontrainable'] },
	norms: ['norm'],
	rates: ['dropout'],
};

/** Least extent of an axis that four halvings leave a voxel of. */
const LEAST = 16;

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function basicUnetConfig(options: BasicUnetOptions): BasicUnetConfig {
	const config = resolveOptions(options, rules);
	const { features, imgSize, spatialDims } = config;
	if (!Array.isArray(features) || features.length !== 6 || !features.every(isCount)) {
		throw new ModelError(`features = ${JSON.stringify(features)} must be six positive whole numbers`);
	}
	imgSize.slice(0, spatialDims).forEach((extent, axis) => {
		if (extent >= LEAST) return;
		throw new ModelError(
			`imgSize[${axis}] (axis ${'ijk'[axis]}) = ${extent} must be ${LEAST} or more, to be halved four times; the ` +
				`nearest legal values are ${LEAST} and ${LEAST + 1}`,
		);
	});
	return config;
}
