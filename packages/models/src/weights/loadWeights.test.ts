import type * as tf from '@tensorflow/tfjs';
import { Checkpoint } from '@unetr/checkpoint';
import { sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { createModel } from '../createModel.ts';
import { nnunetOptions } from '../unet3d/nnunetKeys.ts';
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

describe("nnU-Net's keys", () => {
	const plan = { kernelSize: [3, 3, 3], strides: [1, 2, 2], filters: [4, 6, 8] };
	const options = {
		...plan,
		...nnunetOptions(plan),
		normName: { name: 'instance', affine: true },
		upsampleKernelSize: [2, 2],
	};
	const build = (seed: number | null, others: object = {}): tf.LayersModel =>
		createModel('dynunet_test', { ...options, seed, ...others });

	it('are written, and known when they come', async () => {
		const saved = build(1);
		const state = await stateDict(saved, { naming: 'nnunet' });
		expect([...state.keys()]).toEqual(
			expect.arrayContaining([
				'encoder.stages.0.0.convs.0.conv.weight',
				'decoder.encoder.stages.0.0.convs.0.all_modules.1.bias',
				'decoder.transpconvs.0.weight',
				'decoder.seg_layers.1.bias',
			]),
		);
		const model = build(null);
		const report = await loadWeights(model, state);
		expect(report).toMatchObject({ naming: 'nnunet', missing: [], unexpected: [], unused: [] });
		expect(await stateDict(model)).toEqual(await stateDict(saved));
	});

	it('leave the heads of deep supervision unread where the network has none', async () => {
		const state = await stateDict(build(1), { naming: 'nnunet' });
		const model = build(null, { deepSupervision: false });
		const { unused } = await loadWeights(model, state, { naming: 'nnunet' });
		expect(unused).toEqual(['decoder.seg_layers.0.weight', 'decoder.seg_layers.0.bias']);
	});

	it('are no naming of other networks', async () => {
		const model = createModel('unetr_test', { seed: null });
		await expect(loadWeights(model, new Map(), { naming: 'nnunet' })).rejects.toThrow(
			'the model "unetr" has no naming "nnunet"; it has none beside its own',
		);
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

describe('files of PyTorch', () => {
	for (const name of ['patches', 'whole_images']) {
		const pickled = sharedData(`weights/${name}_epoch_5.pth`);
		const plain = sharedData(`weights/torchio_unet_${name}_epoch5.safetensors`);
		it.skipIf(!pickled)(`${name}_epoch_5.pth loads strictly and equals its safetensors`, async () => {
			const build = (): tf.LayersModel => createModel('torchio_unet', { seed: null });
			const [ours, theirs] = [build(), build()];
			let read = 0;
			await loadWeights(ours, plain!);
			const report = await loadWeights(theirs, pickled!, {
				onProgress: (done) => {
					read = done;
				},
			});
			expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [], torn: [], unused: [] });
			expect(read).toBeGreaterThan(1e6);
			expect(await stateDict(theirs)).toEqual(await stateDict(ours));
			await expect(loadWeights(theirs, pickled!, { sha256: '0'.repeat(64) })).rejects.toThrow(/sha256/);
		});
	}
});
