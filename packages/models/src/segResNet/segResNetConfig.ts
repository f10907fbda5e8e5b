import type { UpsampleMode } from '@unetr/blocks';
import { ModelError } from '../modelError.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import {
	checkImgSize,
	checkMultiple,
	isCount,
	type OptionRules,
	resolveOptions,
} from '../options/resolveOptions.ts';

/** Everything that decides a SegResNet, in MONAI's terms; plain JSON. */
export interface SegResNetConfig extends CommonConfig {
	/** Channels at full resolution, a multiple of `numGroups`; each halving of the resolution doubles them. */
	readonly initFilters: number;
	/** Residual blocks of each level on the way down; `imgSize` is a multiple of 2^(levels − 1). */
	readonly blocksDown: readonly number[];
	/** Residual blocks of each level on the way up, one level fewer. */
	readonly blocksUp: readonly number[];
	/** Groups of the group norms. */
	readonly numGroups: number;
	/** Share of channels dropped after the first convolution in training, in [0, 1). */
	readonly dropoutProb: number;
	/** How the resolution is raised; MONAI's `pixelshuffle` is left out. */
	readonly upsampleMode: UpsampleMode;
	/** Whether a last norm, activation and 1³ convolution give logits; without, the `initFilters` features come out. */
	readonly useConvFinal: boolean;
}

/** What must be given for a SegResNet, and what may be. */
export type SegResNetOptions = OptionsOf<SegResNetConfig>;

const rules: OptionRules<SegResNetConfig> = {
	subject: 'a SegResNet',
	defaults: {
		initFilters: 8,
		blocksDown: [1, 2, 2, 4],
		blocksUp: [1, 1, 1],
		numGroups: 8,
		dropoutProb: 0,
		upsampleMode: 'nontrainable',
		useConvFinal: true,
		seed: 0,
	},
	counts: ['initFilters', 'numGroups'],
	choices: { upsampleMode: ['nontrainable', 'deconv'], useConvFinal: [true, false] },
	rates: ['dropoutProb'],
};

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function segResNetConfig(options: SegResNetOptions): SegResNetConfig {
	const config = resolveOptions(options, rules);
	const { blocksDown, blocksUp, initFilters, numGroups, outChannels, useConvFinal } = config;
	for (const [name, list] of Object.entries({ blocksDown, blocksUp })) {
		if (Array.isArray(list) && list.length > 0 && list.every(isCount)) continue;
		throw new ModelError(
			`${name} = ${JSON.stringify(list)} must be positive whole numbers, one for each level`,
		);
	}
	if (blocksUp.length !== blocksDown.length - 1) {
		throw new ModelError(
			`blocksUp has ${blocksUp.length} levels, but must have ${blocksDown.length - 1}, one fewer than blocksDown`,
		);
	}
	checkMultiple('initFilters', initFilters, 'numGroups', numGroups);
	if (!useConvFinal && outChannels !== initFilters) {
		throw new ModelError(
			`outChannels = ${outChannels} must be initFilters = ${initFilters} where useConvFinal is false, since the ` +
				'features themselves come out',
		);
	}
	checkImgSize(config, '2^(levels − 1)', 2 ** (blocksDown.length - 1));
	return config;
}
