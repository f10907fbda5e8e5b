import type * as tf from '@tensorflow/tfjs';
import { Checkpoint } from '@unetr/checkpoint';
import { describe, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { loadWeights } from './loadWeights.ts';
import { stateDict } from './stateDict.ts';

describe('keys', () => {
	const prefixed = (state: Checkpoint, prefix: string): Checkpoint =>
		new Checkpoint([...state].map(([key, tensor]) => [`${prefix}${key}`, tensor]));

	for (const prefix of ['module.', 'net.', 'module._orig_mod.']) {
		it(`lose the ${prefix} that a wrapper put before them`, async () => {
			const model = createModel('unetr_test', { seed: null });
			const state = prefixed(await stateDict(createModel('unetr_test', { seed: 1 })), prefix);
			const report = await loadWeights(model, state);
			expect(report).toMatchObject({ strippedPrefix: prefix, missing: [], unexpected: [] });
			await expect(loadWeights(model, state, { stripPrefix: false })).rejects.toThrow(/missing/);
		});
	}

	it('keep a prefix that fits, and lose one that is told', async () => {
		const model = createModel('unetr_test', { seed: null });
		const state = await stateDict(model);
		state.set('module.head', { dtype: 'F32', shape: [1], values: Float32Array.of(1) });
		const report = await loadWeights(model, state, { strict: false });
		expect(report).toMatchObject({ strippedPrefix: '', unexpected: ['module.head'] });
		state.delete('module.head');
		const told = await loadWeights(model, prefixed(state, 'student.'), { stripPrefix: 'student.' });
		expect(told.missing).toEqual([]);
	});

	it('go by a rule to the model, or are passed over', async () => {
		const model = createModel('unetr_test', { seed: null });
		const saved = createModel('unetr_test', { seed: 1 });
		const theirs = prefixed(await stateDict(saved), 'theirs/');
		theirs.set('step', { dtype: 'I64', shape: [], values: Float64Array.of(7) });
		const rename = (key: string): string | undefined => (key === 'step' ? undefined : key.slice(7));
		expect(await loadWeights(model, theirs, { rename })).toMatchObject({ unused: ['step'], missing: [] });
		expect(await stateDict(model)).toEqual(await stateDict(saved));
		const one = loadWeights(model, theirs, { rename: () => 'vit.norm.weight' });
		await expect(one).rejects.toThrow(/two different tensors come under the key vit\.norm\.weight/);
	});
});

describe('tied tensors', () => {
	const [key, alias] = ['input_block.conv1.conv.weight', 'skip_layers.downsample.conv1.conv.weight'];
	const build = (seed: number | null): tf.LayersModel => createModel('dynunet_test', { seed });

	it('are written under every key and read under any', async () => {
		const saved = await stateDict(build(1));
		expect(saved.get(alias)).toEqual(saved.get(key));
		const { missing } = await loadWeights(build(null), new Map([...saved].filter(([name]) => name !== key)));
		expect(missing).toEqual([]);
	});

	it('that differ are reported, and refused if strict', async () => {
		const state = await stateDict(build(1));
		const { shape, values } = state.get(key)!;
		state.set(alias, { dtype: 'F32', shape, values: (values as Float32Array).map((value) => value + 1) });
		await expect(loadWeights(build(null), state)).rejects.toThrow(
			`one tensor in the model but two that differ ${key} and ${alias}`,
		);
		const model = build(null);
		expect((await loadWeights(model, state, { strict: false })).torn).toEqual([{ key, alias }]);
		expect((await stateDict(model)).get(alias)!.values).toEqual(values);
	});
});
