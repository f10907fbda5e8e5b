import { describe, expect, it } from 'vitest';
import { ModelError } from '../modelError.ts';
import { type UnetrOptions, unetrConfig } from './unetrConfig.ts';

const options: UnetrOptions = { inChannels: 1, outChannels: 3, imgSize: [48, 64, 48] };

it("fills in MONAI's defaults", () => {
	expect(unetrConfig(options)).toEqual({
		spatialDims: 3,
		inChannels: 1,
		outChannels: 3,
		imgSize: [48, 64, 48],
		patchSize: 16,
		featureSize: 16,
		hiddenSize: 768,
		mlpDim: 3072,
		numHeads: 12,
		numLayers: 12,
		projType: 'conv',
		posEmbedType: 'learnable',
		convBlock: true,
		resBlock: true,
		normName: 'instance',
		qkvBias: false,
		dropoutRate: 0,
		seed: 0,
	});
});

describe('sizes that the network cannot take (MW-05)', () => {
	const cases: readonly (readonly [string, Partial<Record<keyof UnetrOptions, unknown>>, string])[] = [
		['an extent', { imgSize: [48, 50, 48] }, 'imgSize[1] (axis j) = 50 must be a multiple of patchSize = 16'],
		['the nearest sizes', { imgSize: [48, 50, 48] }, 'the nearest legal values are 48 and 64'],
		['a first axis', { imgSize: [47, 64, 48] }, 'imgSize[0] (axis i) = 47'],
		['an extent below one patch', { imgSize: [48, 64, 8] }, 'the nearest legal values are 16 and 32'],
		['another patch', { imgSize: [48, 60, 48], patchSize: 8 }, 'nearest legal values are 56 and 64'],
		['heads', { hiddenSize: 100 }, 'hiddenSize = 100 must be a multiple of numHeads = 12'],
		['the nearest hidden sizes', { hiddenSize: 100 }, 'the nearest legal values are 96 and 108'],
		['waves', { hiddenSize: 16, numHeads: 2, posEmbedType: 'sincos' }, 'nearest legal values are 12 and 18'],
		['a patch', { patchSize: 12 }, 'patchSize = 12 must be a power of two'],
		['the nearest patches', { patchSize: 12 }, 'the nearest legal values are 8 and 16'],
		['a small patch', { patchSize: 2 }, 'the nearest legal values are 4 and 8'],
	];
	for (const [what, overrides, message] of cases) {
		it(`names ${what}`, () => {
			const call = (): unknown => unetrConfig({ ...options, ...overrides } as UnetrOptions);
			expect(call).toThrow(ModelError);
			expect(call).toThrow(message);
		});
	}
});

describe('values that it cannot take', () => {
	const cases: readonly (readonly [Record<string, unknown>, string])[] = [
		[{ hidden_size: 12 }, 'a UNETR has no option "hidden_size"'],
		[{ outChannels: undefined }, 'a UNETR needs the option "outChannels"'],
		[{ inChannels: 0 }, 'inChannels = 0 must be a positive whole number'],
		[{ numLayers: 1.5 }, 'numLayers = 1.5 must be a positive whole number'],
		[{ imgSize: [48, 64] }, 'imgSize = [48,64] must be three positive whole numbers'],
		[{ projType: 'linear' }, 'projType = "linear" must be "conv" or "perceptron"'],
		[{ resBlock: 'yes' }, 'resBlock = "yes" must be true or false'],
		[{ dropoutRate: 1 }, 'dropoutRate = 1 must be in [0, 1)'],
		[{ seed: 0.5 }, 'seed = 0.5 must be a whole number or null'],
	];
	for (const [overrides, message] of cases) {
		it(message, () =>
			expect(() => unetrConfig({ ...options, ...overrides } as UnetrOptions)).toThrow(message),
		);
	}
});
