import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { complexity } from '../complexity.ts';
import { createModel } from '../createModel.ts';
import { modelConfig } from '../modelConfig.ts';
import { ModelError } from '../modelError.ts';
import { listModels } from '../presets.ts';
import { stateDict } from '../weights/stateDict.ts';
import { unetr } from './unetr.ts';
import type { UnetrOptions } from './unetrConfig.ts';

const tiny: Omit<UnetrOptions, 'imgSize'> = {
	inChannels: 2,
	outChannels: 3,
	featureSize: 2,
	hiddenSize: 12,
	mlpDim: 16,
	numHeads: 2,
	numLayers: 4,
};

describe('any size that the patch divides, in any order of axes', () => {
	for (const [patchSize, imgSize] of [
		[16, [16, 32, 48]],
		[16, [32, 48, 16]],
		[16, [48, 16, 32]],
		[8, [8, 16, 24]],
		[8, [24, 8, 16]],
		[4, [4, 12, 8]],
		[32, [32, 32, 64]],
	] as const) {
		it(`${imgSize.join('×')} in patches of ${patchSize}`, () => {
			const model = unetr({ ...tiny, imgSize, patchSize });
			const logits = model.predict(tf.ones([1, ...imgSize, 2])) as tf.Tensor;
			expect(logits.shape).toEqual([1, ...imgSize, 3]);
			expect([...logits.dataSync()].every(Number.isFinite)).toBe(true);
			model.dispose();
		});
	}
});

it('has the shapes of the paper on the way (Hatamizadeh et al. 2022, 128³ with four channels)', () => {
	const model = unetr({ inChannels: 4, outChannels: 3, imgSize: [128, 128, 128], seed: null });
	const shapeOf = (name: string): tf.Shape => model.getLayer(name).outputShape as tf.Shape;
	expect(shapeOf('image')).toEqual([null, 128, 128, 128, 4]);
	const projection = model.getLayer('vit.patch_embedding.patch_embeddings');
	expect(projection.weights[0]!.shape).toEqual([16, 16, 16, 4, 768]); // 16,384 numbers a patch
	expect(shapeOf('vit.patch_embedding.patch_embeddings')).toEqual([null, 512, 768]);
	for (let block = 0; block < 12; block++) {
		expect(shapeOf(`vit.blocks.${block}.add2`)).toEqual([null, 512, 768]);
	}
	expect(shapeOf('vit.latent')).toEqual([null, 8, 8, 8, 768]);
	expect(shapeOf('decoder5.conv_block.norm2')).toEqual([null, 16, 16, 16, 128]);
	expect(shapeOf('decoder4.conv_block.norm2')).toEqual([null, 32, 32, 32, 64]);
	expect(shapeOf('decoder3.conv_block.norm2')).toEqual([null, 64, 64, 64, 32]);
	expect(shapeOf('decoder2.conv_block.norm2')).toEqual([null, 128, 128, 128, 16]);
	expect(model.outputs[0]!.shape).toEqual([null, 128, 128, 128, 3]);
	model.dispose();
});

describe('skips', () => {
	const blocksOf = (options: Partial<UnetrOptions>): string[] => {
		const model = unetr({ ...tiny, imgSize: [32, 32, 32], seed: null, ...options });
		const names = model.layers.map(({ name }) => name).filter((name) => name.startsWith('vit.skips.'));
		return names.toSorted().map((name) => (model.getLayer(name).input as tf.SymbolicTensor).sourceLayer.name);
	};
	it('are the outputs of blocks 3, 6 and 9 of 12', () =>
		expect(blocksOf({ numLayers: 12 })).toEqual([
			'vit.blocks.3.add2',
			'vit.blocks.6.add2',
			'vit.blocks.9.add2',
		]));
	it('are the outputs of blocks 1 and 3 of 6 with a patch of 8', () =>
		expect(blocksOf({ numLayers: 6, patchSize: 8 })).toEqual(['vit.blocks.1.add2', 'vit.blocks.3.add2']));
});

it('counts the small network with a patch of 8 by hand', () => {
	const [h, m, f, classes, tokens] = [192, 768, 16, 3, 6 * 8 * 6];
	const res = (inputs: number, outputs: number): number =>
		27 * (inputs + outputs) * outputs + (inputs === outputs ? 0 : inputs * outputs);
	const up = (inputs: number, outputs: number): number => 8 * inputs * outputs;
	const block = 2 * 2 * h + 3 * h * h + (h * h + h) + (h * m + m) + (m * h + h);
	const vit = 512 * h + h + tokens * h + 6 * block + 2 * h;
	const encoders = res(1, f) + up(h, 2 * f) + up(2 * f, 2 * f) + res(2 * f, 2 * f) + up(h, 4 * f);
	const decoders =
		up(h, 4 * f) + res(8 * f, 4 * f) + up(4 * f, 2 * f) + res(4 * f, 2 * f) + up(2 * f, f) + res(2 * f, f);
	const model = createModel('unetr_small_patch8_48x64x48', { seed: null });
	expect(complexity(model).parameters).toBe(vit + encoders + decoders + f * classes + classes);
	model.dispose();
});

describe('by name', () => {
	it('lists presets that all build', () => {
		const names = ['unetr_btcv_96', 'unetr_btcv_96_conv', 'unetr_brats_128', 'unetr_small_patch8_48x64x48'];
		expect(listModels()).toEqual(expect.arrayContaining([...names, 'unetr_base_patch16_96', 'unetr_test']));
		for (const name of names) {
			const model = createModel(name, { seed: null });
			expect(model.inputs[0]!.shape.slice(1, 4)).toEqual(model.outputs[0]!.shape.slice(1, 4));
			model.dispose();
		}
	});
	it('is rebuilt from its configuration as JSON, seed included', async () => {
		const model = createModel('unetr_test', { seed: 7, qkvBias: true, outChannels: 4 });
		const config = JSON.parse(JSON.stringify(modelConfig(model)));
		expect(config.config).toMatchObject({ seed: 7, qkvBias: true, outChannels: 4, imgSize: [16, 24, 16] });
		const again = createModel(config);
		expect(modelConfig(again)).toEqual(modelConfig(model));
		expect([...(await stateDict(again))]).toEqual([...(await stateDict(model))]);
	});
	it('starts from other weights with another seed', async () => {
		const key = 'decoder2.conv_block.conv1.conv.weight';
		const weightOf = async (seed: number): Promise<unknown> =>
			(await stateDict(createModel('unetr_test', { seed }))).get(key);
		expect(await weightOf(1)).toEqual(await weightOf(1));
		expect(await weightOf(1)).not.toEqual(await weightOf(2));
	});
	it('refuses a name that is not there', () => {
		expect(() => createModel('unter_test')).toThrow(ModelError);
		expect(() => createModel('unter_test')).toThrow(/there is no model "unter_test"; there are .*unetr_test/);
	});
	it('refuses to tell the configuration of a model of others', () => {
		const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
		expect(() => modelConfig(model)).toThrow(/carries no configuration of this package/);
	});
});

it('leaves no tensor behind in prediction and training', () => {
	const before = tf.memory().numTensors;
	const model = createModel('unetr_test');
	const weights = tf.memory().numTensors;
	expect(weights - before).toBe(model.weights.length);
	const image = tf.ones([1, 16, 24, 16, 1]);
	for (let step = 0; step < 2; step++) {
		(model.predict(image) as tf.Tensor).dispose();
		const { value, grads } = tf.variableGrads(
			() => tf.mean(model.apply(image, { training: true }) as tf.Tensor) as tf.Scalar,
		);
		expect(Object.keys(grads)).toHaveLength(model.trainableWeights.length);
		tf.dispose([value, grads]);
		expect(tf.memory().numTensors).toBe(weights + 1);
	}
	image.dispose();
	model.dispose();
	expect(tf.memory().numTensors).toBe(before);
});
