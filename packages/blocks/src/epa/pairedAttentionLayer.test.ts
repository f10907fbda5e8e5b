import * as tf from '@tensorflow/tfjs';
import { unit } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { PairedAttentionLayer } from './pairedAttentionLayer.ts';

const [CHANNELS, TOKENS, PLACES] = [4, 6, 3];

const tensorOf = (name: string, ...shape: number[]): tf.Tensor =>
	tf.tensor(
		unit(
			name,
			shape.reduce((product, extent) => product * extent, 1),
		),
		shape,
	);

const qkv = (): tf.Tensor[] => ['q', 'k', 'v'].map((name) => tensorOf(name, 1, CHANNELS, TOKENS));

const layerOf = (dropoutRate: number, seed = 1): PairedAttentionLayer =>
	new PairedAttentionLayer({
		...{ name: 'epa', numHeads: 2, projSize: PLACES, ownProjection: false, dropoutRate, seed },
	});

describe('one head of one channel, by hand', () => {
	it('gives its value where the channel attends to itself alone, and a mean where all keys are 0', () => {
		const layer = new PairedAttentionLayer({
			...{ name: 'epa', numHeads: 1, projSize: 2, ownProjection: false, dropoutRate: 0, seed: null },
		});
		const inputs = [
			...[tf.tensor([3, 4], [1, 1, 2]), tf.tensor([1, 2], [1, 1, 2]), tf.tensor([5, 7], [1, 1, 2])],
			tf.tensor([0, 0, 10, 20], [1, 2, 2]),
		];
		const [spatial, channel] = layer.apply(inputs) as tf.Tensor[];
		expect([...channel!.dataSync()]).toEqual([5, 7]);
		expect([...spatial!.dataSync()]).toEqual([15, 15]);
	});
	it('weighs places by q̂ · key, with q scaled to length 1 over the tokens', () => {
		const layer = new PairedAttentionLayer({
			...{ name: 'epa', numHeads: 1, projSize: 2, ownProjection: false, dropoutRate: 0, seed: null },
		});
		const inputs = [
			...[tf.tensor([3, 4], [1, 1, 2]), tf.tensor([1, 2], [1, 1, 2]), tf.tensor([5, 7], [1, 1, 2])],
			tf.tensor([1, 2, 10, 20], [1, 2, 2]),
		];
		const [spatial] = layer.apply(inputs) as tf.Tensor[];
		// softmax over (0.6, 1.2) and (0.8, 1.6) of the values 10 and 20.
		const share = (gap: number): number => 10 + 10 / (1 + Math.exp(-gap));
		[share(0.6), share(0.8)].forEach((value, n) => {
			expect(spatial!.dataSync()[n]).toBeCloseTo(value, 5);
		});
	});
});

describe('dropout of attention weights', () => {
	const inputs = [...qkv(), tensorOf('pair', 1, 2 * CHANNELS, PLACES)];
	const run = (layer: PairedAttentionLayer, training: boolean): number[][] =>
		(layer.apply(inputs, { training }) as tf.Tensor[]).map((branch) => [...branch.dataSync()]);
	it('draws new masks call by call, and the same ones again for the same step', () => {
		const layer = layerOf(0.5);
		layer.beginStep(3);
		const first = run(layer, true);
		expect(run(layer, true)).not.toEqual(first);
		layer.beginStep(3);
		expect(run(layer, true)).toEqual(first);
	});
	it('does nothing outside training', () => expect(run(layerOf(0.5), false)).toEqual(run(layerOf(0), true)));
});

it('has finite gradients where a query or a key is 0 everywhere', () => {
	const layer = layerOf(0);
	const [q, , v] = qkv();
	const pair = tensorOf('pair', 1, 2 * CHANNELS, PLACES);
	const zero = tf.zeros([1, CHANNELS, TOKENS]);
	const gradient = tf.grad((k) =>
		tf.addN((layer.apply([q!, k, v!, pair]) as tf.Tensor[]).map((branch) => tf.sum(branch))),
	);
	expect([...gradient(zero).dataSync()].every(Number.isFinite)).toBe(true);
});
