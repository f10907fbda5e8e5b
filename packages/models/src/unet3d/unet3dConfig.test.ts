import { describe, expect, it } from 'vitest';
import { ModelError } from '../modelError.ts';
import { type Unet3dOptions, unet3d } from './unet3d.ts';

const common = { inChannels: 1, outChannels: 2, imgSize: [16, 16, 16], seed: null } as const;
const monai = { ...common, variant: 'unet', channels: [4, 6, 8], strides: [2, [2, 2, 1]] } as const;
const basic = { ...common, variant: 'basicUnet', features: [4, 4, 6, 8, 10, 4] } as const;
const torchio = { ...common, variant: 'torchioUnet', outChannelsFirstLayer: 4 } as const;

describe('sizes that a U-Net cannot take (MW-05)', () => {
	const cases: readonly (readonly [object, string])[] = [
		[
			{ ...monai, imgSize: [16, 18, 16] },
			'imgSize[1] (axis j) = 18 must be a multiple of the product of the strides = 4; the nearest legal values are 16 and 20',
		],
		[{ ...monai, imgSize: [16, 16, 7] }, 'imgSize[2] (axis k) = 7 must be a multiple of'],
		[{ ...monai, imgSize: [3, 16, 16] }, 'the nearest legal values are 4 and 8'],
		[
			{ ...basic, imgSize: [16, 15, 16] },
			'imgSize[1] (axis j) = 15 must be 16 or more, to be halved four times; the nearest legal values are 16 and 17',
		],
		[
			{ ...torchio, imgSize: [16, 16, 30] },
			'imgSize[2] (axis k) = 30 must be a multiple of 2^(numEncodingBlocks − 1) = 4; the nearest legal values are 28 and 32',
		],
	];
	for (const [options, message] of cases) {
		it(message, () => {
			const call = (): unknown => unet3d(options as Unet3dOptions);
			expect(call).toThrow(ModelError);
			expect(call).toThrow(message);
		});
	}
});

describe('values that a U-Net cannot take', () => {
	const cases: readonly (readonly [object, string])[] = [
		[{ ...common, variant: 'vnet' }, 'variant = "vnet" must be "unet" or "basicUnet" or "dynUnet" or'],
		[{ ...monai, channels: [4] }, 'channels = [4] must be two positive whole numbers or more'],
		[{ ...monai, strides: [2] }, 'strides = [2] must be 2 positive whole numbers or triples'],
		[{ ...monai, strides: [2, [2, 2]] }, 'strides = [2,[2,2]] must be 2 positive whole numbers or triples'],
		[{ ...monai, kernelSize: 4 }, 'kernelSize = 4 must be odd, a number or a triple'],
		[{ ...monai, upKernelSize: [3, 3] }, 'upKernelSize = [3,3] must be odd, a number or a triple'],
		[{ ...monai, numResUnits: -1 }, 'numResUnits = -1 must be a whole number, 0 or more'],
		[{ ...monai, adnOrdering: 'NN' }, 'adnOrdering = "NN" must be letters of "NDA", each at most once'],
		[{ ...monai, dropout: 1 }, 'dropout = 1 must be in [0, 1)'],
		[{ ...monai, features: [4] }, 'a U-Net of variant "unet" has no option "features"'],
		[{ ...basic, features: [4, 4] }, 'features = [4,4] must be six positive whole numbers'],
		[{ ...basic, upsample: 'pixelshuffle' }, 'upsample = "pixelshuffle" must be "deconv" or "nontrainable"'],
		[{ ...torchio, numEncodingBlocks: 1 }, 'numEncodingBlocks = 1 must be 2 or more'],
	];
	for (const [options, message] of cases) {
		it(message, () => expect(() => unet3d(options as Unet3dOptions)).toThrow(message));
	}
});

describe("MONAI's names", () => {
	const layersOf = (options: object): string[] => {
		const model = unet3d(options as Unet3dOptions);
		const names = model.layers.map(({ name }) => name);
		model.dispose();
		return names;
	};
	it('follow the order of activation, dropout and norm', () => {
		const names = layersOf({ ...monai, numResUnits: 0, adnOrdering: 'ADN', dropout: 0.2 });
		const steps = names.filter((name) => name.startsWith('model.0.'));
		expect(steps).toEqual(['model.0.conv', 'model.0.adn.A', 'model.0.adn.D', 'model.0.adn.N']);
		expect(names.filter((name) => name.startsWith('model.2'))).toEqual(['model.2.conv']);
	});
	it('leave out the steps that the order leaves out', () =>
		expect(layersOf({ ...monai, adnOrdering: 'A' }).some((name) => name.endsWith('.N'))).toBe(false));
	it('of an interpolating BasicUNet have a convolution where channels change', () => {
		const names = layersOf({ ...basic, upsample: 'nontrainable' });
		expect(names.filter((name) => name.includes('.upsample.')).toSorted()).toEqual([
			'upcat_1.upsample.upsample_non_trainable',
			'upcat_2.upsample.preconv',
			'upcat_2.upsample.upsample_non_trainable',
			'upcat_3.upsample.preconv',
			'upcat_3.upsample.upsample_non_trainable',
			'upcat_4.upsample.preconv',
			'upcat_4.upsample.upsample_non_trainable',
		]);
	});
});

describe('any legal size, in any order of axes', () => {
	for (const [options, imgSize] of [
		[monai, [4, 8, 12]],
		[monai, [12, 4, 6]],
		[{ ...monai, upKernelSize: 5, numResUnits: 3 }, [8, 4, 2]],
		[basic, [16, 17, 31]],
		[basic, [19, 33, 16]],
		[{ ...basic, upsample: 'nontrainable' }, [17, 16, 23]],
		[torchio, [4, 12, 8]],
		[{ ...torchio, numEncodingBlocks: 4, norm: 'instance', bias: true }, [16, 8, 24]],
	] as const) {
		it(`${options.variant} on ${imgSize.join('×')}`, () => {
			const model = unet3d({ ...options, imgSize } as Unet3dOptions);
			expect(model.outputs[0]!.shape).toEqual([null, ...imgSize, 2]);
			model.dispose();
		});
	}
});
