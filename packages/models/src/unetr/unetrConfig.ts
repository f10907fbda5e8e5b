import type { Norm } from '@unetr/blocks';
import type { PosEmbedType, ProjType } from '@unetr/vit';
import { checkSincos } from '../options/checkSincos.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import {
	checkImgSize,
	checkMultiple,
	checkPowerOfTwo,
	type OptionRules,
	resolveOptions,
} from '../options/resolveOptions.ts';

/** Everything that decides a UNETR, in MONAI's terms; `imgSize` is a multiple of `patchSize`. */
export interface UnetrConfig extends CommonConfig {
	/** Voxels of a cubic (in two dimensions square) patch along each axis: a power of two, 4 or more. 16 is MONAI's network. */
	readonly patchSize: number;
	/** Channels of the decoder at full resolution. */
	readonly featureSize: number;
	/** Channels of a token, a multiple of `numHeads`. */
	readonly hiddenSize: number;
	readonly mlpDim: number;
	readonly numHeads: number;
	readonly numLayers: number;
	readonly projType: ProjType;
	readonly posEmbedType: PosEmbedType;
	readonly convBlock: boolean;
	readonly resBlock: boolean;
	readonly normName: Norm;
	readonly qkvBias: boolean;
	/** Share of values dropped in the transformer in training, in [0, 1). */
	readonly dropoutRate: number;
}

/** What must be given for a UNETR, and what may be. */
export type UnetrOptions = OptionsOf<UnetrConfig>;

const rules: OptionRules<UnetrConfig> = {
	subject: 'a UNETR',
	defaults: {
		patchSize: 16,
		featureSize: 16,
		hiddenSize: 768,
		mlpDim: 3072,
		numHeads: 12,
		numLayers: 12,
		projType: 'conv',
		posEmbedType: 'learnable',
		convBlock: true,
		resBlock: true,
		normName: 'instance',
		qkvBias: false,
		dropoutRate: 0,
		seed: 0,
	},
	counts: ['featureSize', 'hiddenSize', 'mlpDim', 'numHeads', 'numLayers'],
	choices: {
		projType: ['conv', 'perceptron'],
		posEmbedType: ['learnable', 'sincos', 'none'],
		convBlock: [true, false],
		resBlock: [true, false],
		qkvBias: [true, false],
	},
	norms: ['normName'],
	rates: ['dropoutRate'],
};

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function unetrConfig(options: UnetrOptions): UnetrConfig {
	const config = resolveOptions(options, rules);
	checkPowerOfTwo('patchSize', config.patchSize, 4);
	checkImgSize(config, 'patchSize', config.patchSize);
	checkMultiple('hiddenSize', config.hiddenSize, 'numHeads', config.numHeads);
	checkSincos(config);
	return config;
}
