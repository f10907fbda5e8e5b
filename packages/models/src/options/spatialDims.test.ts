import { describe, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { modelConfig } from '../modelConfig.ts';
import { ModelError } from '../modelError.ts';
import { segResNet } from '../segResNet/segResNet.ts';
import { swinUnetr } from '../swinUnetr/swinUnetr.ts';
import { unet3d } from '../unet3d/unet3d.ts';
import { unetr } from '../unetr/unetr.ts';
import { unetrPlusPlus } from '../unetrPlusPlus/unetrPlusPlus.ts';

const flat = { spatialDims: 2, inChannels: 1, outChannels: 2, seed: null } as const;
const tiny = { hiddenSize: 12, mlpDim: 16, numHeads: 2, numLayers: 4 } as const;

describe('networks of two dimensions', () => {
	it('take a size of two numbers, and tell it with one voxel along k', () => {
		const model = segResNet({ ...flat, imgSize: [16, 24] });
		expect(model.inputs[0]!.shape).toEqual([null, 16, 24, 1, 1]);
		expect(model.outputs[0]!.shape).toEqual([null, 16, 24, 1, 2]);
		const { config } = modelConfig(model);
		expect(config).toMatchObject({ spatialDims: 2, imgSize: [16, 24, 1] });
		const again = createModel({ name: 'segResNet', config });
		expect(modelConfig(again).config).toEqual(config);
		model.dispose();
		again.dispose();
	});
	it('keep pairs of kernels and strides as they were given', () => {
		const model = createModel('dynunet_2d_test');
		expect(modelConfig(model).config).toMatchObject({ kernelSize: [3, [3, 1], 3], strides: [1, 2, [1, 2]] });
		model.dispose();
	});
});

describe('what is refused', () => {
	const refuse = (build: () => unknown, message: string | RegExp): void => {
		expect(build).toThrow(ModelError);
		expect(build).toThrow(message);
	};
	it('is a volume for a network of slices, and a slice for one of volumes', () => {
		refuse(
			() => segResNet({ ...flat, imgSize: [16, 24, 8] }),
			'imgSize = [16,24,8] must be two positive whole numbers for spatialDims = 2',
		);
		refuse(
			() => segResNet({ ...flat, spatialDims: 3, imgSize: [16, 24] }),
			'imgSize = [16,24] must be three positive whole numbers',
		);
	});
	it('are dimensions that a family has no networks for', () => {
		refuse(() => unetrPlusPlus({ ...flat, imgSize: [64, 64] }), 'spatialDims = 2 must be 3 for a UNETR++');
		refuse(() => segResNet({ ...flat, spatialDims: 1 as never, imgSize: [16, 24] }), 'must be 2 or 3');
	});
	it('are sizes that do not divide, along i and j alone', () => {
		refuse(() => unetr({ ...flat, ...tiny, imgSize: [16, 24] }), /imgSize\[1\] \(axis j\) = 24 .* 16 and 32/);
		refuse(() => swinUnetr({ ...flat, imgSize: [64, 40] }), /imgSize\[1\] \(axis j\) = 40 .* 32 and 64/);
		refuse(() => unet3d({ variant: 'basicUnet', ...flat, imgSize: [8, 16] }), /imgSize\[0\] \(axis i\) = 8/);
	});
	it('are kernels, strides and windows that reach along k', () => {
		const unet = { variant: 'unet', ...flat, imgSize: [16, 16], channels: [4, 6], strides: [2] } as const;
		refuse(
			() => unet3d({ ...unet, kernelSize: [3, 3, 3] }),
			'kernelSize = [3,3,3] must be odd, a number or a pair',
		);
		refuse(() => unet3d({ ...unet, strides: [[2, 2, 2]] }), /must be 1 positive whole numbers or pairs/);
		const dynUnet = { variant: 'dynUnet', ...flat, imgSize: [16, 16], strides: [1, 2, 2] } as const;
		refuse(
			() => unet3d({ ...dynUnet, kernelSize: [3, 3, [3, 3, 3]] }),
			'kernelSize = [3,3,[3,3,3]] must be a list of positive whole numbers or pairs',
		);
		refuse(
			() => swinUnetr({ ...flat, imgSize: [64, 64], windowSize: [7, 7, 7] }),
			'windowSize = [7,7,7] must be a positive whole number, or two for i, j',
		);
	});
	it('are channels that the waves of a plane do not share out', () => {
		const sincos = { ...tiny, posEmbedType: 'sincos', hiddenSize: 18 } as const;
		refuse(
			() => unetr({ ...flat, ...sincos, imgSize: [16, 16] }),
			'hiddenSize = 18 must be a multiple of the four sincos waves = 4; the nearest legal values are 16 and 20',
		);
	});
});
