import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { ModelError } from '../modelError.ts';
import { loadWeights } from '../weights/loadWeights.ts';
import { stateDict } from '../weights/stateDict.ts';
import { unetrPlusPlus } from './unetrPlusPlus.ts';
import type { UnetrPlusPlusOptions } from './unetrPlusPlusConfig.ts';

const tiny: Omit<UnetrPlusPlusOptions, 'imgSize'> = {
	inChannels: 3,
	outChannels: 2,
	featureSize: 2,
	dims: [4, 4, 6, 8],
	depths: [1, 1, 1, 1],
	projSize: [3, 3, 2, 2],
	decoderDepths: [1, 1, 1],
	decoderProjSize: [3, 3, 2],
	numHeads: 2,
};

const shapeOf = (model: tf.LayersModel, layer: string): tf.Shape =>
	model.getLayer(layer).outputShape as tf.Shape;

const positionsOf = (model: tf.LayersModel, block: string): tf.Shape =>
	model.getLayer(`${block}.positions`).weights[0]!.shape;

describe('token counts follow from the size (MW-05)', () => {
	for (const [imgSize, tokens] of [
		[
			[64, 128, 128],
			[32_768, 4096, 512, 64],
		],
		[
			[96, 160, 160],
			[76_800, 9600, 1200, 150],
		],
	] as const) {
		it(`${imgSize.join('×')} has ${tokens[0]} tokens after the stem`, () => {
			const model = unetrPlusPlus({ ...tiny, imgSize, seed: null });
			tokens.forEach((count, stage) => {
				const block = `unetr_pp_encoder.stages.${stage}.0`;
				expect(positionsOf(model, block)).toEqual([1, count, tiny.dims![stage]]);
				expect(model.getLayer(`${block}.epa_block.E`).weights[0]!.shape).toEqual([
					count,
					tiny.projSize![stage],
				]);
			});
			expect(positionsOf(model, 'decoder3.decoder_block.0.0')).toEqual([1, tokens[0], 4]);
			expect(model.outputs[0]!.shape).toEqual([null, ...imgSize, 2]);
			model.dispose();
		});
	}
});

describe('any legal size, in any order of axes, with any number of channels', () => {
	for (const [patchSize, imgSize] of [
		[
			[1, 2, 2],
			[8, 32, 16],
		],
		[
			[2, 1, 2],
			[16, 8, 32],
		],
		[
			[2, 2, 1],
			[32, 16, 8],
		],
		[
			[1, 1, 1],
			[8, 16, 24],
		],
	] as const) {
		it(`${imgSize.join('×')} by a stem of ${patchSize.join('×')}`, () => {
			const model = unetrPlusPlus({ ...tiny, imgSize, patchSize });
			const outputs = model.predict(tf.ones([1, ...imgSize, 3])) as tf.Tensor[];
			const extents = imgSize.map((extent, axis) => extent / patchSize[axis]!);
			expect(outputs.map(({ shape }) => shape)).toEqual([
				[1, ...imgSize, 2],
				[1, ...extents, 2],
				[1, ...extents.map((extent) => extent / 2), 2],
			]);
			for (const logits of outputs) expect([...logits.dataSync()].every(Number.isFinite)).toBe(true);
			model.dispose();
		});
	}
});

it('has the hierarchy of the paper (Shaker et al. 2022, figure 2) on the way', () => {
	const model = createModel('unetrpp_synapse', { seed: null });
	const stage = (n: number): tf.Shape => shapeOf(model, `unetr_pp_encoder.stages.${n}.2.add2`);
	expect([0, 1, 2, 3].map(stage)).toEqual([
		[null, 32, 32, 32, 32],
		[null, 16, 16, 16, 64],
		[null, 8, 8, 8, 128],
		[null, 4, 4, 4, 256],
	]);
	expect([5, 4, 3].map((n) => shapeOf(model, `decoder${n}.decoder_block.0.2.add2`))).toEqual([
		[null, 8, 8, 8, 128],
		[null, 16, 16, 16, 64],
		[null, 32, 32, 32, 32],
	]);
	expect(shapeOf(model, 'decoder2.decoder_block.0.norm2')).toEqual([null, 64, 128, 128, 16]);
	model.dispose();
});

it('never makes a matrix of tokens by tokens, forward or backward', async () => {
	const model = unetrPlusPlus({ ...tiny, imgSize: [8, 32, 32], patchSize: [1, 2, 2] });
	const tokens = 8 * 16 * 16;
	const { kernels } = await tf.profile(() => {
		const image = tf.ones([1, 8, 32, 32, 3]);
		const loss = (): tf.Scalar =>
			tf.mean((model.apply(image, { training: true }) as tf.Tensor[])[0]!) as tf.Scalar;
		return tf.tidy(() => tf.variableGrads(loss).value);
	});
	const sizes = kernels.flatMap(({ outputShapes }) =>
		outputShapes.map((shape) => shape.reduce((product, extent) => product * extent, 1)),
	);
	expect(sizes.length).toBeGreaterThan(100);
	expect(Math.max(...sizes)).toBeLessThan(tokens ** 2 / 10);
	model.dispose();
});

describe('deep supervision', () => {
	const outputs = (deepSupervision: boolean): number => {
		const model = unetrPlusPlus({
			...tiny,
			...{ imgSize: [8, 8, 8], patchSize: [1, 1, 1], deepSupervision },
		});
		const names = model.layers.map(({ name }) => name);
		expect(names.includes('out2.conv.conv')).toBe(deepSupervision);
		const count = model.outputs.length;
		model.dispose();
		return count;
	};
	it('adds the logits of two levels', () => expect([outputs(false), outputs(true)]).toEqual([1, 3]));
});

describe('weights of a map that keys and values share', () => {
	const [own, tied] = ['E', 'F'].map((map) => `decoder3.decoder_block.0.0.epa_block.${map}.weight`) as [
		string,
		string,
	];
	it('stand under both of its keys', async () => {
		const state = await stateDict(createModel('unetrpp_test'));
		expect(state.get(own)!.values).toEqual(state.get(tied)!.values);
		expect(state.get(own)!.shape).toEqual([6, 16 * 8 * 16]);
	});
	it('are refused where the two differ', async () => {
		const model = createModel('unetrpp_test');
		const state = await stateDict(model);
		const values = (state.get(own)!.values as Float32Array).map((value) => value + 1);
		const torn = new Map([...state, [tied, { ...state.get(tied)!, values }]]);
		await expect(loadWeights(model, torn)).rejects.toThrow(/two that differ .*E\.weight and .*F\.weight/);
	});
	it('are two tensors in the variant for ACDC and Lung', async () => {
		const state = await stateDict(createModel('unetrpp_test', { variant: 'separate' }));
		expect(state.get(own)!.values).not.toEqual(state.get(tied)!.values);
	});
});

describe('first weights', () => {
	const model = createModel('unetrpp_test', { dims: [8, 16, 24, 32], seed: 3 });
	const valuesOf = (layer: string): Float32Array =>
		model.getLayer(layer).getWeights().at(-1)!.dataSync() as Float32Array;
	const deviation = (layer: string): number => {
		const values = model.getLayer(layer).getWeights()[0]!.dataSync() as Float32Array;
		return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
	};
	it("are narrow in the encoder's linear maps and PyTorch's elsewhere", () => {
		expect(deviation('unetr_pp_encoder.stages.3.0.epa_block.qkvv')).toBeCloseTo(0.02, 3);
		expect(deviation('unetr_pp_encoder.stages.0.0.epa_block.E')).toBeCloseTo(0.02, 3);
		expect(deviation('decoder5.decoder_block.0.0.epa_block.qkvv')).toBeCloseTo(1 / Math.sqrt(3 * 24), 2);
		const conv = 'unetr_pp_encoder.stages.3.0.conv51.conv1.conv';
		expect(deviation(conv)).toBeCloseTo(1 / Math.sqrt(3 * 27 * 32), 3);
	});
	it('let a block pass its input through: γ is 1e-6, positions are 0', () => {
		const block = 'unetr_pp_encoder.stages.0.0';
		expect(new Set(valuesOf(`${block}.scale`))).toEqual(new Set([Math.fround(1e-6)]));
		expect(new Set(valuesOf(`${block}.positions`))).toEqual(new Set([0]));
	});
});

describe('the one matrix that projects keys and values', () => {
	it('is drawn from ±1/√P', () => {
		const model = createModel('unetrpp_test', { variant: 'single', seed: 3 });
		const layer = model.getLayer('unetr_pp_encoder.stages.0.0.epa_block');
		const values = layer.getWeights().at(-1)!.dataSync() as Float32Array;
		const bound = 1 / Math.sqrt(6);
		expect(values).toHaveLength(16 * 8 * 16 * 6);
		expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
		expect(values.reduce((sum, value) => sum + value * value, 0) / values.length).toBeCloseTo(
			bound ** 2 / 3,
			2,
		);
	});
});

describe('refusals', () => {
	const build =
		(options: Partial<UnetrPlusPlusOptions>): (() => unknown) =>
		() =>
			unetrPlusPlus({ ...tiny, imgSize: [16, 32, 32], ...options });
	it.each<readonly [Partial<UnetrPlusPlusOptions>, RegExp]>([
		[
			{ imgSize: [64, 128, 130] },
			/imgSize\[2\] \(axis k\) = 130 must be a multiple of .* = 32; the nearest legal values are 128 and 160/,
		],
		[{ imgSize: [40, 64, 64] }, /imgSize\[0\] \(axis i\) = 40 must be a multiple of .* = 16; .* 32 and 48/],
		[{ dims: [4, 4, 7, 8] }, /dims\[2\] = 7 must be a multiple of numHeads = 2; .* 6 and 8/],
		[{ dims: [4, 4, 7, 8], numHeads: 1 }, /dims\[2\] = 7 must be a multiple of the two attentions = 2/],
		[{ dims: [4, 4, 8] }, /dims = \[4,4,8\] must be 4 positive whole numbers, one for each stage/],
		[{ projSize: [3, 3, 0, 2] }, /projSize = \[3,3,0,2\] must be 4 positive whole numbers/],
		[{ decoderDepths: [1, 1, 1, 1] }, /decoderDepths = .* must be 3 .* one for each stage but the last/],
		[
			{ patchSize: [2, 4] as never },
			/patchSize = \[2,4\] must be 3 positive whole numbers, one for each axis/,
		],
		[{ variant: 'tied' as never }, /variant = "tied" must be "shared" or "separate" or "single"/],
		[{ dropoutRate: 1 }, /dropoutRate = 1 must be in \[0, 1\)/],
	])('%j', (options, message) => {
		expect(build(options)).toThrow(ModelError);
		expect(build(options)).toThrow(message);
	});
	it('takes odd stages where the branches are summed', () => {
		const model = unetrPlusPlus({
			...tiny,
			...{ imgSize: [8, 8, 16], patchSize: [1, 1, 1], variant: 'single' },
			...{ dims: [3, 5, 7, 9], numHeads: 1, seed: null },
		});
		expect(model.outputs[0]!.shape).toEqual([null, 8, 8, 16, 2]);
		model.dispose();
	});
});
