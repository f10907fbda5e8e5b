import type { UnetrOptions } from './unetrConfig.ts';

const btcv = { inChannels: 1, outChannels: 14, imgSize: [96, 96, 96], projType: 'perceptron' } as const;

const tiny = {
	inChannels: 1,
	outChannels: 2,
	patchSize: 8,
	featureSize: 4,
	hiddenSize: 24,
	mlpDim: 32,
	numHeads: 2,
	numLayers: 4,
} as const;

/** Named UNETRs. */
export const unetrPresets: Readonly<Record<string, UnetrOptions>> = {
	unetr_base_patch16_96: btcv,
	/** Hatamizadeh et al. 2022 on BTCV: background and 13 organs. */
	unetr_btcv_96: btcv,
	/** The same with the patches projected by a convolution, MONAI's default since 1.2. */
	unetr_btcv_96_conv: { ...btcv, projType: 'conv' },
	/** Hatamizadeh et al. 2022 on the brain tumours of the Medical Segmentation Decathlon. */
	unetr_brats_128: { inChannels: 4, outChannels: 3, imgSize: [128, 128, 128], projType: 'perceptron' },
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
	/** For slices, the example of MONAI's documentation. */
	unetr_2d_96: {
		spatialDims: 2,
		inChannels: 1,
		outChannels: 4,
		imgSize: [96, 96],
		featureSize: 32,
		normName: 'batch',
	},
	/** For tests. */
	unetr_test: { ...tiny, imgSize: [16, 24, 16] },
	unetr_2d_test: { ...tiny, spatialDims: 2, imgSize: [16, 24] },
};
