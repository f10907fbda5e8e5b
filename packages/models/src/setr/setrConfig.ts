import type { Norm } from '@unetr/blocks';
import type { PosEmbedType, ProjType } from '@unetr/vit';
import { ModelError } from '../modelError.ts';
import { checkSincos } from '../options/checkSincos.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import {
	checkImgSize,
	checkMultiple,
	checkPowerOfTwo,
	type OptionRules,
	resolveOptions,
} from '../options/resolveOptions.ts';

/** How tokens become logits: naive, progressive, or from several levels. */
export type SetrDecoder = 'nup' | 'pup' | 'mla';

/** Everything that decides a SETR; `imgSize` is a multiple of `patchSize`. Plain JSON. */
export interface SetrConfig extends CommonConfig {
	readonly decoder: SetrDecoder;
	/** Voxels of a cubic (in two dimensions square) patch along each axis: a power of two, 2 or more. */
	readonly patchSize: number;
	/** Channels of a token, a multiple of `numHeads`. */
	readonly hiddenSize: number;
	readonly mlpDim: number;
	readonly numHeads: number;
	/** Blocks of the transformer, four or more where the decoder is `mla`. */
	readonly numLayers: number;
	readonly projType: ProjType;
	readonly posEmbedType: PosEmbedType;
	readonly qkvBias: boolean;
	/** Channels between tokens and logits. */
	readonly decoderChannels: number;
	/** Norm of the decoder. */
	readonly normName: Norm;
	/** Share of values dropped in the transformer in training, in [0, 1). */
	readonly dropoutRate: number;
}

/** What must be given for a SETR, and what may be. */
export type SetrOptions = OptionsOf<SetrConfig>;

const rules: OptionRules<SetrConfig> = {
	subject: 'a SETR',
	defaults: {
		decoder: 'pup',
		patchSize: 16,
		hiddenSize: 768,
		mlpDim: 3072,
		numHeads: 12,
		numLayers: 12,
		projType: 'conv',
		posEmbedType: 'learnable',
		qkvBias: true,
		decoderChannels: 256,
		normName: { name: 'instance', affine: true },
		dropoutRate: 0,
		seed: 0,
	},
	counts: ['patchSize', 'hiddenSize', 'mlpDim', 'numHeads', 'numLayers', 'decoderChannels'],
	choices: {
		decoder: ['nup', 'pup', 'mla'],
		projType: ['conv', 'perceptron'],
		posEmbedType: ['learnable', 'sincos', 'none'],
		qkvBias: [true, false],
	},
	norms: ['normName'],
	rates: ['dropoutRate'],
};

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function setrConfig(options: SetrOptions): SetrConfig {
	const config = resolveOptions(options, rules);
	const { patchSize, hiddenSize, numHeads, numLayers, decoder } = config;
	checkPowerOfTwo('patchSize', patchSize, 2);
	checkImgSize(config, 'patchSize', patchSize);
	checkMultiple('hiddenSize', hiddenSize, 'numHeads', numHeads);
	checkSincos(config);
	if (decoder === 'mla' && numLayers < 4) {
		throw new ModelError(
			`numLayers = ${numLayers} must be 4 or more for decoder = "mla", which reads four levels`,
		);
	}
	return config;
}
