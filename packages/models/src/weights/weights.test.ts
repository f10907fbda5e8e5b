import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { Checkpoint, encodeSafetensors, readSafetensors } from '@unetr/checkpoint';
import { readGolden, unit } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { ModelError } from '../modelError.ts';
import { goldenState } from '../testing/goldenRun.ts';
import { buildGoldenUnetr } from '../testing/goldenUnetr.ts';
import { loadWeights } from './loadWeights.ts';
import { saveWeights } from './saveWeights.ts';
import { stateDict } from './stateDict.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

const image = (): tf.Tensor => tf.tensor(unit('image', 16 * 24 * 16), [1, 16, 24, 16, 1]);
const predict = (model: tf.LayersModel): number[] =>
	tf.tidy(() => [...(model.predict(image()) as tf.Tensor).dataSync()]);

it('comes back from a file bit for bit', async () => {
	const path = join(folder, 'weights.safetensors');
	const saved = createModel('unetr_test', { seed: 1, qkvBias: true });
	await saveWeights(saved, path, { metadata: { step: '400' } });
	const loaded = createModel('unetr_test', { seed: null, qkvBias: true });
	const before = tf.memory().numTensors;
	const report = await loadWeights(loaded, path);
	expect(tf.memory().numTensors).toBe(before);
	expect(report.loaded).toHaveLength(saved.weights.length);
	expect(predict(loaded)).toEqual(predict(saved));
	const { metadata } = await readSafetensors(path);
	expect([...metadata]).toEqual([
		['format', 'pt'],
		['step', '400'],
	]);
});

it('has the layouts of PyTorch: a MONAI state goes through the model unchanged', async () => {
	const golden = readGolden('models/unetr_conv_res');
	const model = buildGoldenUnetr(golden);
	const state = await goldenState(golden);
	const report = await loadWeights(model, state);
	expect(report.unused).toHaveLength(84); // 12 blocks × 7 tensors that MONAI 1.5 never uses
	expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
	const back = await stateDict(model);
	expect(back.size + report.unused.length).toBe(state.size);
	for (const [key, tensor] of back) expect(tensor, key).toEqual(state.get(key));
	for (const key of report.unused) state.delete(key);
	// Checkpoints of MONAI ≤ 1.3 never had those keys.
	expect(await loadWeights(model, state)).toMatchObject({ unused: [], missing: [], unexpected: [] });
});

describe('weights that do not fit', () => {
	const key = 'decoder2.transp_conv.conv.weight';
	const spoiled = async (): Promise<Checkpoint> => {
		const state = await stateDict(createModel('unetr_test', { seed: 1 }));
		state.delete('out.conv.conv.bias');
		state.set('head.weight', { dtype: 'F32', shape: [1], values: Float32Array.of(1) });
		const { values, shape } = state.get(key)!;
		state.set(key, { dtype: 'F32', shape: [values.length / shape[0]!, shape[0]!], values });
		return state;
	};

	it('are refused with their keys, and nothing is loaded', async () => {
		const model = createModel('unetr_test', { seed: 2 });
		const before = predict(model);
		const loading = loadWeights(model, await spoiled());
		await expect(loading).rejects.toThrow(ModelError);
		await expect(loading).rejects.toThrow(
			'missing out.conv.conv.bias; unexpected head.weight; ' +
				`of another shape ${key} ([32,8] for [8,4,2,2,2])`,
		);
		expect(predict(model)).toEqual(before);
	});

	it('are loaded as far as they fit and reported if not strict', async () => {
		const model = createModel('unetr_test', { seed: 2 });
		const before = await stateDict(model);
		const state = await spoiled();
		const report = await loadWeights(model, encodeSafetensors(state), { strict: false });
		expect(report).toMatchObject({
			missing: ['out.conv.conv.bias'],
			unexpected: ['head.weight'],
			mismatched: [{ key, expected: [8, 4, 2, 2, 2], found: [32, 8] }],
		});
		const after = await stateDict(model);
		expect(after.get(key)).toEqual(before.get(key));
		const loaded = report.loaded[0]!;
		expect(after.get(loaded)).toEqual(state.get(loaded));
		expect(report.loaded).toHaveLength(model.weights.length - 2);
	});
});

it('reads doubles and halves as floats', async () => {
	const model = createModel('unetr_test', { seed: 1 });
	const state = await stateDict(model);
	const key = 'vit.norm.weight';
	const { shape } = state.get(key)!;
	state.set(key, { dtype: 'F64', shape, values: Float64Array.from({ length: shape[0]! }, (_, i) => i / 8) });
	await loadWeights(model, new Checkpoint(state));
	expect([...(await stateDict(model)).get(key)!.values].slice(0, 3)).toEqual([0, 0.125, 0.25]);
});
