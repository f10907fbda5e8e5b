import { nnunetOptions } from './nnunetKeys.ts';
import type { Unet3dOptions } from './unet3d.ts';

const hippocampus = { inChannels: 1, outChannels: 3, imgSize: [40, 56, 40] } as const;
const flat = { spatialDims: 2, inChannels: 1, outChannels: 2 } as const;
const tiny = { inChannels: 1, outChannels: 2, imgSize: [8, 16, 8] } as const;

/** Named U-Nets. */
export const unet3dPresets: Readonly<Record<string, Unet3dOptions>> = {
	/** MONAI's tutorial on the spleen of the Medical Segmentation Decathlon. */
	unet_spleen: { variant: 'unet', inChannels: 1, outChannels: 2, imgSize: [96, 96, 96], norm: 'batch' },
	unet_hippocampus: { variant: 'unet', ...hippocampus, channels: [32, 64, 128, 256], strides: [2, 2, 2] },
	unet_test: { variant: 'unet', ...tiny, channels: [4, 6, 8], strides: [2, 2] },
	unet_batch_test: {
		variant: 'unet',
		...tiny,
		channels: [4, 6, 8],
		strides: [2, 2],
		norm: 'batch',
		act: 'relu',
	},
	/** MONAI's defaults on two classes. */
	basic_unet: { variant: 'basicUnet', inChannels: 1, outChannels: 2, imgSize: [96, 96, 96] },
	basic_unet_test: {
		variant: 'basicUnet',
		...{ inChannels: 1, outChannels: 2, imgSize: [16, 17, 32] },
		features: [4, 4, 6, 8, 10, 4],
	},
	/** TorchIO's example: brains in MRI of 4 mm, RAS+ and z-scored by the voxels above the mean. */
	torchio_unet: { variant: 'torchioUnet', inChannels: 1, outChannels: 2, imgSize: [48, 60, 48] },
	torchio_unet_test: { variant: 'torchioUnet', ...tiny, outChannelsFirstLayer: 4 },
	/** nnU-Net's plan for the hippocampus of the Medical Segmentation Decathlon. */
	dynunet_hippocampus: { variant: 'dynUnet', ...hippocampus, deepSupervision: true, deepSuprNum: 2 },
	dynunet_hippocampus_res: { variant: 'dynUnet', ...hippocampus, resBlock: true },
	/** Six levels, for the organs of BTCV at UNETR's size. */
	dynunet_btcv_96: {
		variant: 'dynUnet',
		...{ inChannels: 1, outChannels: 14, imgSize: [96, 96, 96] },
		kernelSize: [3, 3, 3, 3, 3, 3],
		strides: [1, 2, 2, 2, 2, 2],
	},
	/** For slices, the U-Net of MONAI's 2-D segmentation tutorial, with the background as a class. */
	unet_2d: { variant: 'unet', ...flat, imgSize: [96, 96] },
	/** For slices, the example of MONAI's documentation. */
	basic_unet_2d: {
		variant: 'basicUnet',
		...{ ...flat, imgSize: [96, 96], features: [64, 128, 256, 512, 1024, 128] },
	},
	/** nnU-Net's plan `2d` for the hippocampus of the Medical Segmentation Decathlon. */
	dynunet_hippocampus_2d: {
		variant: 'dynUnet',
		...{ spatialDims: 2, inChannels: 1, outChannels: 3, imgSize: [40, 56] },
		...nnunetOptions({ kernelSize: [3, 3, 3, 3] }),
	},
	unet_2d_test: { variant: 'unet', ...flat, imgSize: [8, 16], channels: [4, 6, 8], strides: [2, [1, 2]] },
	basic_unet_2d_test: {
		variant: 'basicUnet',
		...{ ...flat, imgSize: [16, 33], features: [4, 4, 6, 8, 10, 4], upsample: 'nontrainable' },
	},
	torchio_unet_2d_test: { variant: 'torchioUnet', ...flat, imgSize: [8, 16], outChannelsFirstLayer: 4 },
	dynunet_2d_test: {
		variant: 'dynUnet',
		...{ ...flat, imgSize: [8, 16], kernelSize: [3, [3, 1], 3], strides: [1, 2, [1, 2]], filters: [4, 6, 8] },
		...{ deepSupervision: true, resBlock: true },
	},
	/** Small U-Nets for tests: without deep supervision, and with it. */
	unet3d_test: {
		variant: 'dynUnet',
		...tiny,
		kernelSize: [3, 3, 3],
		strides: [1, 2, [2, 2, 1]],
		filters: [4, 6, 8],
		resBlock: true,
	},
	dynunet_test: {
		variant: 'dynUnet',
		...tiny,
		kernelSize: [3, [3, 3, 1], 3, 3],
		strides: [1, 2, [2, 2, 1], 2],
		filters: [4, 6, 8, 10],
		deepSupervision: true,
		deepSuprNum: 2,
	},
};
