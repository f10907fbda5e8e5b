import { readFileSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Complexity, complexity } from './complexity.ts';
import { createModel } from './createModel.ts';
import { listModels } from './presets.ts';
import { torchParameters } from './weights/torchParameters.ts';

/** A network that the reference implementation counted. */
interface Counted {
	readonly parameters: number;
	readonly parameters_never_used?: number;
	readonly macs: { readonly total: number };
	readonly output: readonly number[][];
}

/** A state dict of the reference implementation. */
interface Keys {
	readonly keys: readonly [string, number[]][];
	readonly never_used?: readonly string[];
}

const golden = (file: string): unknown =>
	JSON.parse(readFileSync(new URL(`../../../tooling/fixtures/goldens/${file}`, import.meta.url), 'utf8'));
const { models } = golden('complexity.json') as { models: Record<string, Counted> };

it('every network that the reference counted is a preset', () => {
	expect(listModels()).toEqual(expect.arrayContaining(Object.keys(models)));
});

describe.each(Object.keys(models))('%s', (name) => {
	const counted = models[name]!;
	let model: tf.LayersModel;
	let ours: Complexity;
	beforeAll(() => {
		model = createModel(name, { seed: null });
		ours = complexity(model);
	});
	afterAll(() => model.dispose());

	it('has the parameters that the reference runs', () => {
		expect(ours.parameters).toBe(counted.parameters - (counted.parameters_never_used ?? 0));
	});
	it('multiplies as often', () => expect(ours.macs).toBe(counted.macs.total));
	it('gives the same shapes', () => {
		const last = counted.output.map(([batch, channels, ...space]) => [batch, ...space, channels]);
		// The reference's DynUNet gives one map out of training, whatever it was trained with.
		expect(ours.outputShapes.slice(0, last.length)).toEqual(last);
	});
	it('has the keys and shapes of the state dict, less what never runs', () => {
		const { keys, never_used: unused = [] } = golden(`keys/keys_${name}.json`) as Keys;
		const own = torchParameters(model).flatMap(({ key, aliases, torchShape }) =>
			[key, ...aliases].map((one): [string, readonly number[]] => [one, torchShape]),
		);
		const theirs = keys.filter(([key]) => !unused.includes(key));
		const byKey = (a: readonly unknown[], b: readonly unknown[]): number =>
			String(a[0]) < String(b[0]) ? -1 : 1;
		expect(own.toSorted(byKey)).toEqual(theirs.toSorted(byKey));
	});
});

it('counts each layer, and its output in bytes', () => {
	const model = createModel('unetr_btcv_96', { seed: null });
	const { layers, activationBytes } = complexity(model);
	expect(layers.map((layer) => layer.name)).toEqual(model.layers.map((layer) => layer.name));
	expect(layers.find((layer) => layer.name === 'out.conv.conv')).toEqual({
		name: 'out.conv.conv',
		kind: 'UnetrConv3d',
		outputShape: [96, 96, 96, 14],
		parameters: 17 * 14,
		macs: 16 * 14 * 96 ** 3,
		activationBytes: 4 * 14 * 96 ** 3,
	});
	expect(layers.find((layer) => layer.name === 'image')).toMatchObject({ parameters: 0, activationBytes: 0 });
	expect(activationBytes).toBe(layers.reduce((sum, layer) => sum + layer.activationBytes, 0));
	model.dispose();
});
