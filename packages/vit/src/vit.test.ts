import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type VitConfig, vit } from './vit.ts';
import { VitError } from './vitError.ts';

const config: VitConfig = {
	patchSize: [4, 4, 4],
	hiddenSize: 12,
	mlpDim: 20,
	numHeads: 3,
	numLayers: 2,
	projType: 'conv',
	posEmbedType: 'learnable',
	qkvBias: false,
	dropoutRate: 0,
	seedOf: (name) => name.length,
};

function build(overrides: Partial<VitConfig> = {}, shape = [8, 12, 4, 2]): tf.LayersModel {
	const image = tf.input({ shape });
	const { tokens } = vit(image, { ...config, ...overrides });
	return tf.model({ inputs: image, outputs: tokens });
}

const names = (model: tf.LayersModel): string[] => model.weights.map((weight) => weight.originalName);

it('gives the tokens, every hidden state and the grid', () => {
	const image = tf.input({ shape: [8, 12, 4, 2] });
	const { tokens, hiddenStates, grid } = vit(image, config);
	expect(tokens.shape).toEqual([null, 6, 12]);
	expect(hiddenStates.map(({ shape }) => shape)).toEqual([
		[null, 6, 12],
		[null, 6, 12],
	]);
	expect(grid).toEqual([2, 3, 1]);
});

it('names weights by the module paths of PyTorch', () => {
	expect(names(build()).slice(0, 5)).toEqual([
		'vit.patch_embedding.patch_embeddings/weight',
		'vit.patch_embedding.patch_embeddings/bias',
		'vit.patch_embedding/position_embeddings',
		'vit.blocks.0.norm1/weight',
		'vit.blocks.0.norm1/bias',
	]);
	expect(names(build({ projType: 'perceptron' }))[0]).toBe('vit.patch_embedding.patch_embeddings.1/weight');
	expect(names(build({ qkvBias: true, name: 'encoder' }))).toContain('encoder.blocks.1.attn.qkv/bias');
});

describe('position embeddings', () => {
	it('are fixed as sincos: they add their values and are not trained', () => {
		const model = build({ posEmbedType: 'sincos' });
		expect(names(model)).toContain('vit.patch_embedding/position_embeddings');
		expect(model.trainableWeights.map(({ originalName }) => originalName)).not.toContain(
			'vit.patch_embedding/position_embeddings',
		);
		const layer = model.getLayer('vit.patch_embedding');
		const added = layer.apply(tf.zeros([1, 6, 12])) as tf.Tensor;
		// Token (0, 0, 0): sines 0, cosines 1.
		expect([...added.dataSync().slice(0, 4)]).toEqual([0, 0, 1, 1]);
	});
	it('are left out as none', () =>
		expect(names(build({ posEmbedType: 'none' })).join()).not.toContain('position'));
});

describe('dropout', () => {
	const image = tf.ones([1, 8, 12, 4, 2]);
	it('builds nothing at rate 0', () =>
		expect(build().layers.map((layer) => layer.getClassName())).not.toContain('UnetrDropout'));
	it('works in training alone', () => {
		const model = build({ dropoutRate: 0.3 });
		const run = (training: boolean): number[] => [
			...(model.apply(image, { training }) as tf.Tensor).dataSync(),
		];
		expect(run(false)).toEqual(run(false));
		expect(run(true)).not.toEqual(run(false));
		expect(run(true)).not.toEqual(run(true));
	});
});

it('fills weights from the seed of each layer, and with zeros from null', () => {
	const weightsOf = (model: tf.LayersModel): number[] => [
		...model.getLayer('vit.blocks.1.mlp.linear1').getWeights()[0]!.dataSync(),
	];
	expect(weightsOf(build())).toEqual(weightsOf(build()));
	expect(weightsOf(build({ seedOf: () => 0 }))).not.toEqual(weightsOf(build()));
	expect(weightsOf(build({ seedOf: () => 0 }))).toEqual(weightsOf(build({ seedOf: () => 0 })));
	expect(new Set(weightsOf(build({ seedOf: () => null })))).toEqual(new Set([0]));
	expect(Math.max(...weightsOf(build()).map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(12));
});

it('refuses sizes that do not fit', () => {
	expect(() => build({}, [8, 10, 4, 2])).toThrow(VitError);
	expect(() => build({}, [8, 10, 4, 2])).toThrow(/10 voxels along axis 1.*the patch's 4/);
	expect(() => build({ numHeads: 5 })).toThrow(/hiddenSize = 12 must be a multiple of numHeads = 5/);
});

it('holds its weights and nothing else', () => {
	const before = tf.memory().numTensors;
	const model = build();
	expect(tf.memory().numTensors - before).toBe(model.weights.length);
	model.dispose();
	expect(tf.memory().numTensors).toBe(before);
});
