import type { SegResNetOptions } from './segResNetConfig.ts';

/** Named SegResNets. */
export const segResNetPresets: Readonly<Record<string, SegResNetOptions>> = {
	/** MONAI's tutorial on the brain tumours of the Medical Segmentation Decathlon. */
	segresnet_brats: { inChannels: 4, outChannels: 3, imgSize: [128, 128, 128], initFilters: 16 },
	segresnet_test: {
		inChannels: 1,
		outChannels: 2,
		imgSize: [8, 12, 8],
		blocksDown: [1, 2],
		blocksUp: [1],
		dropoutProb: 0.1,
	},
	segresnet_2d_test: {
		spatialDims: 2,
		inChannels: 1,
		outChannels: 2,
		imgSize: [8, 12],
		blocksDown: [1, 2],
		blocksUp: [1],
	},
};
