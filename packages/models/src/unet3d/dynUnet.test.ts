import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { ModelError } from '../modelError.ts';
import { torchParameters } from '../weights/torchParameters.ts';
import { dynUnetAliases } from './dynUnet.ts';
import { type DynUnetOptions, dynUnetConfig } from './dynUnetConfig.ts';
import { unet3d } from './unet3d.ts';

const options: DynUnetOptions = {
	variant: 'dynUnet',
	...{ inChannels: 1, outChannels: 2, imgSize: [8, 16, 8], seed: null },
	...{ kernelSize: [3, 3, 3], strides: [1, 2, [2, 2, 1]], filters: [4, 6, 8] },
};

it("fills in MONAI's defaults", () => {
	const { inChannels, outChannels, imgSize } = options;
	const config = dynUnetConfig({ variant: 'dynUnet', inChannels, outChannels, imgSize: [16, 16, 16] });
	expect(imgSize).toEqual([8, 16, 8]);
	expect(config).toMatchObject({
		normName: { name: 'instance', affine: true },
		actName: { name: 'leakyRelu', slope: 0.01 },
		...{ resBlock: false, deepSupervision: false, deepSuprNum: 1, transBias: false, convBias: false },
		...{ dropout: 0, filters: null, upsampleKernelSize: null, upKernelSize: null },
	});
});

describe('sizes and values that a DynUNet cannot take (MW-05)', () => {
	const cases: readonly (readonly [object, string])[] = [
		[
			{ imgSize: [8, 18, 8] },
			'imgSize[1] (axis j) = 18 must be a multiple of the product of the strides = 4; the nearest legal values are 16 and 20',
		],
		[{ imgSize: [8, 16, 7] }, 'imgSize[2] (axis k) = 7 must be a multiple of the product of the strides = 2'],
		[{ imgSize: [4, 4, 2] }, 'imgSize = [4,4,2] leaves the coarsest level one voxel'],
		[{ strides: [1, 2] }, 'strides = [1,2] must be a list of three levels or more'],
		[
			{ strides: [1, 2, [2, 2]] },
			'strides = [1,2,[2,2]] must be a list of positive whole numbers or triples',
		],
		[{ strides: [2, 2, 2] }, 'strides[0] = 2 must be 1'],
		[{ strides: [1, 1, 2] }, 'strides[1] = 1 must be more than 1 along an axis'],
		[
			{ strides: [1, 2, [1, 8, 1]] },
			'strides[2] = [1,8,1] must be at most 4 along axis j, the reach of its kernel',
		],
		[{ strides: [1, 4, 2], resBlock: true }, 'strides[1] = 4 must be at most 2 along axis i'],
		[{ kernelSize: [3, 3] }, 'kernelSize = [3,3] has 2 entries where 3 fit the strides'],
		[{ kernelSize: [3, [3, 2, 3], 3] }, 'kernelSize[1] = [3,2,3] must be odd'],
		[{ upKernelSize: [3, 4] }, 'upKernelSize[1] = 4 must be odd'],
		[{ upKernelSize: [3] }, 'upKernelSize = [3] has 1 entries where 2 fit the strides'],
		[{ upsampleKernelSize: [2, 2] }, 'upsampleKernelSize[1] = 2 must equal strides[2] = [2,2,1]'],
		[{ filters: [4, 6, [8, 8, 8]] }, 'filters = [4,6,[8,8,8]] must be a list of positive whole numbers'],
		[{ deepSupervision: true, deepSuprNum: 2 }, 'deepSuprNum = 2 must be at most 1'],
		[{ dropout: 1 }, 'dropout = 1 must be in [0, 1)'],
		[{ convBias: 'yes' }, 'convBias = "yes" must be true or false'],
	];
	for (const [overrides, message] of cases) {
		it(message, () => {
			const call = (): unknown => unet3d({ ...options, ...overrides } as DynUnetOptions);
			expect(call).toThrow(ModelError);
			expect(call).toThrow(message);
		});
	}
});

describe('every legal size in every order of the axes', () => {
	const orders = [
		[8, 12, 16],
		[8, 16, 12],
		[12, 8, 16],
		[12, 16, 8],
		[16, 8, 12],
		[16, 12, 8],
	] as const;
	it.each(orders)('%i×%i×%i', (...imgSize) => {
		const model = unet3d({ ...options, imgSize, upsampleKernelSize: [2, [2, 2, 1]] });
		expect(model.outputs[0]!.shape).toEqual([null, ...imgSize, 2]);
		const logits = tf.tidy(() => (model.predict(tf.ones([1, ...imgSize, 1])) as tf.Tensor).shape);
		expect(logits).toEqual([1, ...imgSize, 2]);
		model.dispose();
	});
});

describe("MONAI's names", () => {
	const keysOf = (overrides: Partial<DynUnetOptions>): string[] =>
		torchParameters(unet3d({ ...options, ...overrides })).map(({ key }) => key);

	it('have one learnt slope a block', () => {
		const slopes = keysOf({ actName: 'prelu', resBlock: true }).filter((key) => key.includes('lrelu'));
		expect(slopes.toSorted()).toEqual([
			'bottleneck.lrelu.weight',
			'downsamples.0.lrelu.weight',
			'input_block.lrelu.weight',
			'upsamples.0.conv_block.lrelu.weight',
			'upsamples.1.conv_block.lrelu.weight',
		]);
	});
	it('have biases where they are asked for', () => {
		const biases = (overrides: Partial<DynUnetOptions>): string[] =>
			keysOf(overrides).filter((key) => key.endsWith('conv.bias'));
		expect(biases({})).toEqual(['output_block.conv.conv.bias']);
		expect(biases({ transBias: true })).toContain('upsamples.1.transp_conv.conv.bias');
		expect(biases({ convBias: true })).toContain('upsamples.1.conv_block.conv2.conv.bias');
	});
	it('come back under the nested skip layers', () => {
		const config = dynUnetConfig({ ...options, deepSupervision: true });
		expect(dynUnetAliases('bottleneck.norm1.bias', config)).toEqual([
			'skip_layers.next_layer.next_layer.norm1.bias',
		]);
		expect(dynUnetAliases('deep_supervision_heads.0.conv.conv.bias', config)).toEqual([
			'skip_layers.next_layer.super_head.conv.conv.bias',
		]);
		expect(dynUnetAliases('output_block.conv.conv.bias', config)).toEqual([]);
	});
});

describe('first weights', () => {
	it("are He's for leaky rectifiers, biases zero, as DynUNet's and nnU-Net's", () => {
		const model = createModel('dynunet_test', { seed: 3, filters: [16, 24, 24, 24], convBias: true });
		for (const { key, variable, torchShape } of torchParameters(model)) {
			const values = variable.read().dataSync() as Float32Array;
			if (key.endsWith('conv.bias')) expect(Math.max(...values.map(Math.abs)), key).toBe(0);
			if (!key.endsWith('conv.weight') || values.length < 4000) continue;
			const fanIn = torchShape.slice(1).reduce((product, extent) => product * extent, 1);
			const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
			expect(deviation / Math.sqrt(2 / 1.0001 / fanIn), key).toBeCloseTo(1, 1);
		}
	});
});

it('gives further logits of the full size under deep supervision, finest first', () => {
	const model = createModel('dynunet_test');
	expect(model.outputs.map(({ shape }) => shape)).toEqual(Array(3).fill([null, 8, 16, 8, 2]));
	expect(model.outputs.map(({ sourceLayer }) => sourceLayer.name)).toEqual([
		'output_block.conv.conv',
		'deep_supervision_heads.0.resize',
		'deep_supervision_heads.1.resize',
	]);
	expect(createModel('unet3d_test').outputs).toHaveLength(1);
});
