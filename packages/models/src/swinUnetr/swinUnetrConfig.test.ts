import { describe, expect, it } from 'vitest';
import { ModelError } from '../modelError.ts';
import { type SwinUnetrOptions, swinUnetrConfig } from './swinUnetrConfig.ts';

const options: SwinUnetrOptions = { inChannels: 1, outChannels: 3, imgSize: [64, 96, 32] };

it("fills in MONAI's defaults", () => {
	expect(swinUnetrConfig(options)).toEqual({
		spatialDims: 3,
		inChannels: 1,
		outChannels: 3,
		imgSize: [64, 96, 32],
		featureSize: 24,
		depths: [2, 2, 2, 2],
		numHeads: [3, 6, 12, 24],
		windowSize: 7,
		patchSize: 2,
		patchNorm: false,
		mlpRatio: 4,
		qkvBias: true,
		normName: 'instance',
		normalize: true,
		merging: 'merging',
		useV2: false,
		dropoutRate: 0,
		attnDropRate: 0,
		dropPathRate: 0,
		seed: 0,
	});
});

it('takes a window of any shape', () => {
	expect(swinUnetrConfig({ ...options, windowSize: [7, 7, 5] }).windowSize).toEqual([7, 7, 5]);
});

describe('sizes that the network cannot take (MW-05)', () => {
	const cases: readonly (readonly [readonly [number, number, number], string])[] = [
		[[48, 64, 48], 'imgSize[0] (axis i) = 48 must be a multiple of the coarsest scale = 32'],
		[[48, 64, 48], 'the nearest legal values are 32 and 64'],
		[[64, 100, 64], 'imgSize[1] (axis j) = 100'],
		[[64, 100, 64], 'the nearest legal values are 96 and 128'],
		[[64, 64, 16], 'imgSize[2] (axis k) = 16'],
		[[64, 64, 16], 'the nearest legal values are 32 and 64'],
		[[32, 32, 32], 'imgSize = [32, 32, 32] leaves one voxel at the coarsest scale'],
		[[32, 32, 32], 'make one axis 64 or more, or take another normName'],
	];
	for (const [imgSize, message] of cases) {
		it(`${imgSize.join('×')}: ${message}`, () => {
			const call = (): unknown => swinUnetrConfig({ ...options, imgSize });
			expect(call).toThrow(ModelError);
			expect(call).toThrow(message);
		});
	}
	it('32×32×32 is one for a norm that needs no neighbours', () => {
		const normName = { name: 'group', numGroups: 4 } as const;
		expect(swinUnetrConfig({ ...options, imgSize: [32, 32, 32], normName }).imgSize).toEqual([32, 32, 32]);
		const affine = { name: 'instance', affine: true } as const;
		expect(() => swinUnetrConfig({ ...options, imgSize: [32, 32, 32], normName: affine })).toThrow(
			ModelError,
		);
	});
});

describe('values that it cannot take', () => {
	const cases: readonly (readonly [Record<string, unknown>, string])[] = [
		[{ feature_size: 24 }, 'a Swin UNETR has no option "feature_size"'],
		[{ featureSize: 20 }, 'featureSize · 2^0 = 20 must be a multiple of numHeads[0] = 3'],
		[{ featureSize: 20 }, 'the nearest legal values are 18 and 21'],
		[{ depths: [2, 2, 2] }, 'depths = [2,2,2] must be four positive whole numbers, one for each stage'],
		[{ numHeads: [3, 6, 12, 0] }, 'numHeads = [3,6,12,0] must be four positive whole numbers'],
		[{ windowSize: 0 }, 'windowSize = 0 must be a positive whole number, or three for i, j, k'],
		[{ windowSize: [7, 7] }, 'windowSize = [7,7] must be a positive whole number, or three'],
		[{ patchSize: 4 }, 'patchSize = 4 must be 2'],
		[{ mlpRatio: 0 }, 'mlpRatio = 0 must be above 0'],
		[{ merging: 'old' }, 'merging = "old" must be "merging" or "mergingLegacy" or "mergingv2"'],
		[{ useV2: 1 }, 'useV2 = 1 must be true or false'],
		[{ normName: 'weight' }, 'normName = "weight" must be "instance" or "batch" or "group" or "layer"'],
		[{ dropPathRate: 1 }, 'dropPathRate = 1 must be in [0, 1)'],
		[{ attnDropRate: -0.1 }, 'attnDropRate = -0.1 must be in [0, 1)'],
	];
	for (const [overrides, message] of cases) {
		it(message, () => {
			const call = (): unknown => swinUnetrConfig({ ...options, ...overrides } as SwinUnetrOptions);
			expect(call).toThrow(ModelError);
			expect(call).toThrow(message);
		});
	}
});
