import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import type { CheckpointTensor } from '@unetr/checkpoint';
import { useBackend } from '@unetr/ops';
import { readGolden } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { modelConfig } from '../modelConfig.ts';
import { goldenState } from '../testing/goldenRun.ts';
import { loadWeights } from '../weights/loadWeights.ts';
import { stateDict } from '../weights/stateDict.ts';
import { swinUnetr } from './swinUnetr.ts';
import type { SwinUnetrOptions } from './swinUnetrConfig.ts';

beforeAll(() => useBackend('simd'));

const tiny: Omit<SwinUnetrOptions, 'imgSize'> = {
	inChannels: 2,
	outChannels: 3,
	featureSize: 2,
	depths: [2, 1, 1, 1],
	numHeads: [1, 1, 2, 2],
	windowSize: 3,
	mlpRatio: 1,
};

const allFinite = (x: tf.Tensor): boolean => x.dataSync().every((value) => Number.isFinite(value));

describe('multiples of 32, in any order of axes (MW-05)', () => {
	for (const imgSize of [
		[32, 64, 96],
		[32, 96, 64],
		[64, 32, 96],
		[64, 96, 32],
		[96, 32, 64],
		[96, 64, 32],
	] as const) {
		it(imgSize.join('×'), () => {
			const model = swinUnetr({ ...tiny, imgSize });
			const logits = tf.tidy(() => model.predict(tf.randomNormal([1, ...imgSize, 2])) as tf.Tensor);
			expect(logits.shape).toEqual([1, ...imgSize, 3]);
			expect(allFinite(logits)).toBe(true);
			logits.dispose();
			model.dispose();
		});
	}
});

it('has the shapes of the paper on the way (Hatamizadeh et al. 2022, 128³ with four channels)', () => {
	const model = createModel('swin_unetr_48_brats_128', { seed: null });
	const shapeOf = (name: string): tf.Shape => model.getLayer(name).outputShape as tf.Shape;
	for (let stage = 0; stage <= 4; stage++) {
		const extent = 64 / 2 ** stage;
		expect(shapeOf(`swinViT.proj_out.${stage}`)).toEqual([null, extent, extent, extent, 48 * 2 ** stage]);
	}
	for (let level = 5; level >= 1; level--) {
		const extent = 128 / 2 ** (level - 1);
		const channels = 48 * 2 ** Math.max(level - 2, 0);
		expect(shapeOf(`decoder${level}.conv_block.norm2`)).toEqual([null, extent, extent, extent, channels]);
	}
	expect(model.outputs[0]!.shape).toEqual([null, 128, 128, 128, 3]);
	model.dispose();
});

describe('options', () => {
	const layersOf = (overrides: Partial<SwinUnetrOptions>): string[] => {
		const model = swinUnetr({ ...tiny, imgSize: [32, 32, 64], seed: null, ...overrides });
		const names = model.layers.map(({ name }) => name);
		model.dispose();
		return names;
	};
	it('of dropping make layers only where asked for', () => {
		const drops = (overrides: Partial<SwinUnetrOptions>): number =>
			layersOf(overrides).filter((name) => name.includes('drop')).length;
		expect(drops({})).toBe(0);
		expect(drops({ dropoutRate: 0.1 })).toBe(1 + 3 * 5);
		expect(drops({ dropPathRate: 0.1 })).toBe(2 * 4);
	});
	it('leave norms out or put them in', () => {
		expect(layersOf({})).toContain('swinViT.proj_out.0');
		expect(layersOf({ normalize: false })).not.toContain('swinViT.proj_out.0');
		expect(layersOf({ patchNorm: true })).toContain('swinViT.patch_embed.norm');
	});
	it('reach every part: nothing that differs from the defaults is lost in JSON', () => {
		const model = swinUnetr({
			...{ ...tiny, imgSize: [32, 32, 32], seed: 4, windowSize: [3, 2, 4], patchNorm: true },
			...{ qkvBias: false, normalize: false, merging: 'mergingv2', useV2: true },
			...{ dropoutRate: 0.1, attnDropRate: 0.2, dropPathRate: 0.3 },
			normName: { name: 'group', numGroups: 2 },
		});
		const spec = JSON.parse(JSON.stringify(modelConfig(model)));
		const again = createModel(spec);
		expect(modelConfig(again)).toEqual(modelConfig(model));
		const layers = (network: tf.LayersModel): unknown => network.layers.map((layer) => layer.getConfig());
		expect(layers(again)).toEqual(layers(model));
		for (const each of [model, again]) each.dispose();
	});
});

describe('weights', () => {
	it("of MONAI come back unchanged, with PyTorch's index of distances", async () => {
		const golden = readGolden('models/swin_unetr_v2');
		const { args } = golden.entry;
		const model = swinUnetr({
			...{ inChannels: args.in_channels, outChannels: args.out_channels, featureSize: args.feature_size },
			...{ imgSize: [32, 32, 64], useV2: true, seed: null },
		});
		const state = await goldenState(golden, model);
		const report = await loadWeights(model, state);
		expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [], unused: [] });
		const back = await stateDict(model);
		expect(back.size).toBe(state.size);
		// Bytes, not `toEqual`, which takes seconds for millions of values.
		const bytes = ({ values }: CheckpointTensor): Uint8Array => new Uint8Array(values.buffer as ArrayBuffer);
		for (const [key, tensor] of back) {
			expect([tensor.dtype, tensor.shape], key).toEqual([state.get(key)!.dtype, state.get(key)!.shape]);
			expect(Buffer.compare(bytes(tensor), bytes(state.get(key)!)), key).toBe(0);
		}
		const index = back.get('swinViT.layers1.0.blocks.0.attn.relative_position_index')!;
		expect(index.dtype).toBe('I64');
		// Window 7: no distance is the middle of 13³ rows; one step along k is one row.
		expect(index.values[0]).toBe(1098n);
		expect(index.values[1]).toBe(1097n);
		model.dispose();
	});
	it('give other results in the order of merging that they were not trained in', () => {
		const image = tf.randomNormal([1, 32, 32, 64, 2], 0, 1, 'float32', 3);
		const [now, before] = (['merging', 'mergingLegacy'] as const).map((merging) => {
			const model = swinUnetr({ ...tiny, imgSize: [32, 32, 64], seed: 5, merging });
			const logits = model.predict(image) as tf.Tensor;
			const values = logits.dataSync();
			tf.dispose(logits);
			model.dispose();
			return values;
		});
		expect(before).toHaveLength(now!.length);
		expect(before).not.toEqual(now);
		image.dispose();
	});
	it('start from a normal of deviation 0.02 in the tables of biases', async () => {
		const model = swinUnetr({
			...tiny,
			imgSize: [32, 32, 64],
			windowSize: 7,
			numHeads: [2, 4, 8, 16],
			seed: 1,
		});
		const table = (await stateDict(model)).get(
			'swinViT.layers4.0.blocks.0.attn.relative_position_bias_table',
		)!;
		const values = [...(table.values as Float32Array)];
		const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
		expect(deviation).toBeGreaterThan(0.0195);
		expect(deviation).toBeLessThan(0.0205);
		model.dispose();
	});
});

it('leaves no tensor behind in prediction and training, with every variable but the tables of indices trained', () => {
	const before = tf.memory().numTensors;
	const model = createModel('swin_unetr_test', { dropoutRate: 0.1, attnDropRate: 0.1 });
	const weights = tf.memory().numTensors;
	expect(weights - before).toBe(model.weights.length);
	const image = tf.randomNormal([2, 32, 32, 64, 1]);
	for (let step = 0; step < 2; step++) {
		tf.dispose(model.predict(image) as tf.Tensor);
		const { value, grads } = tf.variableGrads(
			() => tf.mean(tf.square(model.apply(image, { training: true }) as tf.Tensor)) as tf.Scalar,
		);
		expect(Object.keys(grads)).toHaveLength(model.trainableWeights.length);
		for (const [name, grad] of Object.entries(grads)) expect(allFinite(grad), name).toBe(true);
		tf.dispose([value, grads]);
		expect(tf.memory().numTensors).toBe(weights + 1);
	}
	image.dispose();
	model.dispose();
	expect(tf.memory().numTensors).toBe(before);
});
