import type { UnetrPlusPlusOptions } from './unetrPlusPlusConfig.ts';

/** Named UNETR++ networks; those of Shaker et al. 2022 follow their published package. */
export const unetrPlusPlusPresets: Readonly<Record<string, UnetrPlusPlusOptions>> = {
	/** Synapse (BTCV): background and 13 organs in CT. */
	unetrpp_synapse: { inChannels: 1, outChannels: 14, imgSize: [64, 128, 128] },
	/** ACDC: background and three parts of the heart in MRI of thick slices. */
	unetrpp_acdc: {
		inChannels: 1,
		outChannels: 4,
		imgSize: [16, 160, 160],
		patchSize: [1, 4, 4],
		variant: 'separate',
	},
	/** BraTS: background and three parts of brain tumours in four MRI sequences. */
	unetrpp_brats: {
		inChannels: 4,
		outChannels: 4,
		imgSize: [128, 128, 128],
		patchSize: [4, 4, 4],
		variant: 'single',
	},
	/** Lung tumours of the Medical Segmentation Decathlon in CT. */
	unetrpp_lung: {
		inChannels: 1,
		outChannels: 2,
		imgSize: [32, 192, 192],
		patchSize: [1, 4, 4],
		variant: 'separate',
	},
	/** For tests. */
	unetrpp_test: {
		inChannels: 1,
		outChannels: 2,
		imgSize: [16, 16, 32],
		patchSize: [1, 2, 2],
		featureSize: 4,
		dims: [4, 8, 12, 16],
		depths: [1, 1, 1, 1],
		projSize: [6, 5, 4, 3],
		decoderDepths: [1, 1, 1],
		decoderProjSize: [6, 5, 4],
		numHeads: 2,
	},
};
