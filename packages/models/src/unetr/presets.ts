import type { UnetrOptions } from './unetrConfig.ts';

/** Named UNETRs. */
export const unetrPresets: Readonly<Record<string, UnetrOptions>> = {
	/** Hatamizadeh et al. 2022 on BTCV: background and 13 organs. */
	unetr_base_patch16_96: { inChannels: 1, outChannels: 14, imgSize: [96, 96, 96], projType: 'perceptron' },
	/** For small structures and a CPU, for example the hippocampus at 1 mm. */
	unetr_small_patch8_48x64x48: {
		inChannels: 1,
		outChannels: 3,
		imgSize: [48, 64, 48],
		patchSize: 8,
		hiddenSize: 192,
		mlpDim: 768,
		numHeads: 6,
		numLayers: 6,
	},
	/** For tests. */
	unetr_test: {
		inChannels: 1,
		outChannels: 2,
		imgSize: [16, 24, 16],
		patchSize: 8,
		featureSize: 4,
		hiddenSize: 24,
		mlpDim: 32,
		numHeads: 2,
		numLayers: 4,
	},
};
