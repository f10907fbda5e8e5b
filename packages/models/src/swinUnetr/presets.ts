import type { SwinUnetrOptions } from './swinUnetrConfig.ts';

const btcv = { inChannels: 1, outChannels: 14, imgSize: [96, 96, 96] } as const;

const tiny = {
	inChannels: 1,
	outChannels: 2,
	featureSize: 4,
	depths: [2, 1, 1, 1],
	numHeads: [1, 2, 2, 4],
	windowSize: 4,
	mlpRatio: 2,
} as const;

/** Named Swin UNETRs. */
export const swinUnetrPresets: Readonly<Record<string, SwinUnetrOptions>> = {
	/** The network of `swin_unetr_48` with 12 channels, for example for a CPU. */
	swin_unetr_12: { ...btcv, featureSize: 12 },
	/** The same with 24 channels, MONAI's default. */
	swin_unetr_24: { ...btcv, featureSize: 24 },
	/** Tang et al. 2022, "Self-supervised pre-training of Swin transformers", on BTCV: background and 13 organs. */
	swin_unetr_48: { ...btcv, featureSize: 48 },
	/** The same with a residual convolution block before each stage, as He et al. 2023, "SwinUNETR-V2". */
	swin_unetr_48_v2: { ...btcv, featureSize: 48, useV2: true },
	/** Hatamizadeh et al. 2022, "Swin UNETR", on BraTS 2021: four modalities, three nested regions. */
	swin_unetr_48_brats_128: { inChannels: 4, outChannels: 3, imgSize: [128, 128, 128], featureSize: 48 },
	/** For slices of three channels, the example of MONAI's documentation. */
	swin_unetr_24_2d_96: { spatialDims: 2, inChannels: 3, outChannels: 2, imgSize: [96, 96] },
	/** For tests. */
	swin_unetr_test: { ...tiny, imgSize: [32, 32, 64], dropPathRate: 0.1 },
	swin_unetr_2d_test: { ...tiny, spatialDims: 2, imgSize: [32, 64] },
};
