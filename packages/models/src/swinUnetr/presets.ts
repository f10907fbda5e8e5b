import type { SwinUnetrOptions } from './swinUnetrConfig.ts';

const btcv = { inChannels: 1, outChannels: 14, imgSize: [96, 96, 96] } as const;

/** Named Swin UNETRs. */
export const swinUnetrPresets: Readonly<Record<string, SwinUnetrOptions>> = {
	/** The tiny, small and base networks of Tang et al. 2022 on BTCV. */
	swin_unetr_12: { ...btcv, featureSize: 12 },
	swin_unetr_24: { ...btcv, featureSize: 24 },
	swin_unetr_48: { ...btcv, featureSize: 48 },
	/** Version 2 of MONAI: a residual block before each stage. */
	swin_unetr_48_v2: { ...btcv, featureSize: 48, useV2: true },
	/** Hatamizadeh et al. 2022 on BraTS 2021. */
	swin_unetr_48_brats_128: { inChannels: 4, outChannels: 3, imgSize: [128, 128, 128], featureSize: 48 },
	swin_unetr_test: {
		...{ inChannels: 1, outChannels: 2, imgSize: [32, 32, 64] },
		...{ featureSize: 4, depths: [2, 1, 1, 1], numHeads: [1, 2, 2, 4] },
		...{ windowSize: 4, mlpRatio: 2, dropPathRate: 0.1 },
	},
};
