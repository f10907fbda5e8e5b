import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSafetensors } from '@unetr/checkpoint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { loadWeights } from './loadWeights.ts';
import { saveWeights } from './saveWeights.ts';
import { deferredState, stateDict } from './stateDict.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('keeps whole numbers whole, above what a float holds too', async () => {
	const model = createModel('unet_batch_test', { seed: 1 });
	const state = await stateDict(model);
	const key = [...state.keys()].find((name) => name.endsWith('num_batches_tracked'))!;
	expect(state.get(key)).toEqual({ dtype: 'I64', shape: [], values: BigInt64Array.of(0n) });
	const many = 2 ** 24 + 1;
	state.set(key, { dtype: 'I64', shape: [], values: Float64Array.of(many) });
	await loadWeights(model, state);
	const path = join(folder, 'counts.safetensors');
	await saveWeights(model, path, { dtype: 'F16' });
	expect((await readSafetensors(path)).get(key)).toEqual({
		dtype: 'I64',
		shape: [],
		values: Float64Array.of(many),
	});
});

describe('files', () => {
	for (const [dtype, bits] of [
		['F16', 11],
		['BF16', 8],
	] as const) {
		it(`in ${dtype} come back rounded and take half the bytes`, async () => {
			const path = join(folder, `${dtype}.safetensors`);
			const saved = createModel('unetr_test', { seed: 1 });
			const seen: number[] = [];
			await saveWeights(saved, path, { dtype, onProgress: (done, total) => seen.push(done / total) });
			expect(seen.at(-1)).toBe(1);
			expect(seen).toHaveLength(saved.weights.length);
			const loaded = createModel('unetr_test', { seed: null });
			await loadWeights(loaded, path);
			const [before, after] = [await stateDict(saved), await stateDict(loaded)];
			for (const [key, { values }] of before) {
				const back = after.get(key)!.values as Float32Array;
				for (const [at, value] of (values as Float32Array).entries()) {
					const allowed = Math.max(Math.abs(value), 2 ** -14) * 2 ** -bits;
					if (Math.abs(back[at]! - value) > allowed) expect.fail(`${key}[${at}]: ${back[at]} for ${value}`);
				}
			}
			const count = saved.countParams();
			expect((await readFile(path)).length).toBeLessThan(2 * count + 300 * saved.weights.length);
		});
	}

	it('have every key of the state dict when what never runs is asked for', () => {
		for (const name of ['unetr_btcv_96', 'unetr_btcv_96_conv', 'unetr_brats_128']) {
			const file = `../../../../tooling/fixtures/goldens/keys/keys_${name}.json`;
			const { keys } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
			const model = createModel(name, { seed: null });
			const ours = deferredState(model, { includeUnused: true }).map(([key, { shape }]) => [key, [...shape]]);
			expect(ours.toSorted()).toEqual(keys.toSorted());
			model.dispose();
		}
	});

	it('with it load here too', async () => {
		const path = join(folder, 'unused.safetensors');
		const model = createModel('unetr_test', { seed: 1 });
		await saveWeights(model, path, { includeUnused: true });
		expect((await loadWeights(model, path)).unused).toHaveLength(28);
	});

	it('are left alone by a saving or loading that is stopped', async () => {
		const path = join(folder, 'stopped.safetensors');
		const model = createModel('unetr_test', { seed: 1 });
		const signal = AbortSignal.abort();
		await expect(saveWeights(model, path, { signal })).rejects.toThrow(/abort/);
		await expect(readFile(path)).rejects.toThrow(/ENOENT/);
		await expect(loadWeights(model, await stateDict(model), { signal })).rejects.toThrow(/abort/);
	});
});
