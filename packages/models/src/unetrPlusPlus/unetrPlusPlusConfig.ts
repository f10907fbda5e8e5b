import type { EpaVariant, Norm, Triple } from '@unetr/blocks';
import { ModelError } from '../modelError.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import {
	checkImgSize,
	checkMultiple,
	isCount,
	type OptionRules,
	resolveOptions,
} from '../options/resolveOptions.ts';

/** Everything that decides a UNETR++; `imgSize` is a multiple of 8 · `patchSize` along each axis. Plain JSON. */
export interface UnetrPlusPlusConfig extends CommonConfig {
	/** Step of the stem along i, j, k: [2, 4, 4] for Synapse, [1, 4, 4] for ACDC and Lung, [4, 4, 4] for BraTS. */
	readonly patchSize: Triple;
	/** Channels at the image's resolution. */
	readonly featureSize: number;
	/** Channels of the four stages, multiples of `numHeads`. */
	readonly dims: readonly number[];
	/** Blocks of each stage. */
	readonly depths: readonly number[];
	/** Places that keys and values of each stage are projected to. */
	readonly projSize: readonly number[];
	/** Blocks of each level of the decoder, finest first. */
	readonly decoderDepths: readonly number[];
	/** Places that keys and values of those levels are projected to. */
	readonly decoderProjSize: readonly number[];
	readonly numHeads: number;
	/** `shared` for Synapse, `separate` for ACDC and Lung, `single` for BraTS. */
	readonly variant: EpaVariant;
	/** Norm of the convolution blocks at the image's resolution. */
	readonly normName: Norm;
	/** Share of attention weights dropped in training, in [0, 1). */
	readonly dropoutRate: number;
	/** Share of channels dropped in each block in training, in [0, 1). */
	readonly convDropoutRate: number;
	/** Whether the model gives the logits of the two coarser levels too, after those of the image's size. */
	readonly deepSupervision: boolean;
}

/** What must be given for a UNETR++, and what may be. */
export type UnetrPlusPlusOptions = OptionsOf<UnetrPlusPlusConfig>;

const rules: OptionRules<UnetrPlusPlusConfig> = {
	subject: 'a UNETR++',
	defaults: {
		patchSize: [2, 4, 4],
		featureSize: 16,
		dims: [32, 64, 128, 256],
		depths: [3, 3, 3, 3],
		projSize: [64, 64, 64, 32],
		decoderDepths: [3, 3, 3],
		decoderProjSize: [64, 64, 64],
		numHeads: 4,
		variant: 'shared',
		normName: 'instance',
		dropoutRate: 0.1,
		convDropoutRate: 0.1,
		deepSupervision: true,
		seed: 0,
	},
	counts: ['featureSize', 'numHeads'],
	choices: { variant: ['shared', 'separate', 'single'], deepSupervision: [true, false] },
	norms: ['normName'],
	rates: ['dropoutRate', 'convDropoutRate'],
	dims: [3],
};

function checkLists({
	patchSize,
	dims,
	depths,
	projSize,
	decoderDepths,
	decoderProjSize,
}: UnetrPlusPlusConfig): void {
	const check = (lists: Readonly<Record<string, unknown>>, length: number, each: string): void => {
		for (const [name, list] of Object.entries(lists)) {
			if (Array.isArray(list) && list.length === length && list.every(isCount)) continue;
			throw new ModelError(
				`${name} = ${JSON.stringify(list)} must be ${length} positive whole numbers, one for each ${each}`,
			);
		}
	};
	check({ patchSize }, 3, 'axis');
	check({ dims, depths, projSize }, 4, 'stage');
	check({ decoderDepths, decoderProjSize }, 3, 'stage but the last');
}

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function unetrPlusPlusConfig(options: UnetrPlusPlusOptions): UnetrPlusPlusConfig {
	const config = resolveOptions(options, rules);
	const { patchSize, dims, numHeads, variant } = config;
	checkLists(config);
	const multiples = patchSize.map((step) => 8 * step) as unknown as Triple;
	checkImgSize(config, 'eight steps of the stem', multiples);
	dims.forEach((channels, stage) => {
		checkMultiple(`dims[${stage}]`, channels, 'numHeads', numHeads);
		if (variant !== 'single') checkMultiple(`dims[${stage}]`, channels, 'the two attentions', 2);
	});
	return config;
}
