import * as tf from '@tensorflow/tfjs';
import { LinearLayer, type Triple } from '@unetr/blocks';
import { attention, useBackend, windowPartition3d, windowReverse3d } from '@unetr/ops';
import { type GoldenTensor, maxAbsOverMax, permute, readGolden, unit } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { droppedAttention } from '../attentionWeights.ts';
import { WindowAttentionLayer } from './windowAttentionLayer.ts';
import { windowsOf } from './windowGeometry.ts';

beforeAll(() => useBackend('cpu'));

const windowSize: Triple = [4, 3, 2];

/** PyTorch's linear weights turned into ours, everything else as it is. */
function toOurs({ values, shape }: GoldenTensor, name: string): tf.Tensor {
	if (!name.endsWith('.weight')) return tf.tensor([...values], [...shape]);
	return tf.tensor(permute(values, shape, [1, 0]), [shape[1]!, shape[0]!]);
}

const parameters = ['qkv.weight', 'qkv.bias', 'relative_position_bias_table', 'proj.weight', 'proj.bias'];

describe.each([
	{ id: 'ops/attention/window', size: [4, 3, 2], shifted: false },
	{ id: 'ops/attention/window_shifted', size: [8, 3, 4], shifted: true },
	{ id: 'ops/attention/window_clipped', size: [2, 3, 2], shifted: true },
] as const)('$id', ({ id, size, shifted }) => {
	it("equals MONAI's window attention, in value and in every gradient", () => {
		const { tensors, entry } = readGolden(id);
		const tolerance = entry.tolerance.max_abs_over_max_recommended;
		const windows = windowsOf(size, windowSize, shifted);
		const { window, shift, padded } = windows;
		const layers = [
			new LinearLayer({ name: 'qkv', units: 18, useBias: true, seed: null }),
			new WindowAttentionLayer({
				name: 'attn',
				numHeads: 2,
				windowSize,
				windows,
				dropoutRate: 0,
				seed: null,
			}),
			new LinearLayer({ name: 'proj', units: 6, useBias: true, seed: null }),
		];
		// The reference takes windows, the layer the volume that they are of.
		const run = (x: tf.Tensor): tf.Tensor => {
			const volume: tf.Tensor = windowReverse3d(x, { window, shift, size: padded });
			const y = layers.reduce((value, layer) => layer.apply(value) as tf.Tensor, volume);
			return windowPartition3d(y, { window, shift });
		};
		const x = toOurs(tensors.get('x')!, 'x');
		run(x);
		const weights = layers.flatMap((layer) => layer.trainableWeights);
		for (const [n, name] of parameters.entries()) {
			weights[n]!.write(toOurs(tensors.get(`p.${name}`)!, name));
		}
		const compare = (actual: tf.Tensor, name: string, like = name): void => {
			const expected = toOurs(tensors.get(name)!, like);
			expect(actual.shape, name).toEqual(expected.shape);
			expect(maxAbsOverMax(actual.dataSync(), expected.dataSync()), name).toBeLessThan(tolerance[name]);
		};
		compare(run(x), 'y');
		const cotangent = toOurs(tensors.get('g')!, 'g');
		compare(tf.grad(run)(x, cotangent), 'd_x');
		const { grads } = tf.variableGrads(() => tf.sum(tf.mul(run(x), cotangent)) as tf.Scalar);
		for (const [n, name] of parameters.entries()) compare(grads[weights[n]!.name]!, `d_p.${name}`);
	});
});

it('keeps the index of distances beside the table, as PyTorch does, and does not train it', () => {
	const windows = windowsOf([2, 3, 2], windowSize, false);
	const layer = new WindowAttentionLayer({
		name: 'attn',
		numHeads: 2,
		windowSize,
		windows,
		dropoutRate: 0,
		seed: 1,
	});
	layer.build([null, 2, 3, 2, 18]);
	expect(layer.weights.map(({ originalName, dtype, shape }) => [originalName, dtype, shape])).toEqual([
		['relative_position_bias_table', 'float32', [105, 2]],
		['relative_position_index', 'int32', [24, 24]],
	]);
	expect(layer.trainableWeights).toHaveLength(1);
	const { values } = readGolden('ops/attention/window').tensors.get('relative_position_index')!;
	expect([...layer.weights[1]!.read().dataSync()]).toEqual([...values]);
});

describe('weights that are dropped in training', () => {
	const windows = windowsOf([4, 2, 2], [2, 2, 2], true);
	const layer = (dropoutRate: number): WindowAttentionLayer =>
		new WindowAttentionLayer({
			name: 'attn',
			numHeads: 2,
			windowSize: [2, 2, 2] as const,
			windows,
			dropoutRate,
			seed: 3,
		});
	const qkv = tf.tensor(unit('qkv', 2 * 16 * 12), [2, 4, 2, 2, 12]);
	const valuesOf = (attn: WindowAttentionLayer, training: boolean): number[] =>
		tf.tidy(() => [...(attn.apply(qkv, { training }) as tf.Tensor).dataSync()]);

	it('see the same bias and mask as those that are not', () => {
		const packed = tf.tensor(unit('packed', 6 * 4 * 12), [6, 4, 12]);
		const options = {
			numHeads: 2,
			bias: tf.tensor(unit('bias', 2 * 16), [2, 4, 4]),
			mask: tf.tensor(unit('mask', 3 * 16), [3, 4, 4]),
		};
		const dropped = droppedAttention(packed, options, { rate: 0, seed: 'any' });
		expect(maxAbsOverMax(dropped.dataSync(), attention(packed, options).dataSync())).toBeLessThan(1e-6);
	});
	it('change from call to call and come back with the step', () => {
		const attn = layer(0.5);
		attn.beginStep(4);
		const [first, second] = [valuesOf(attn, true), valuesOf(attn, true)];
		expect(second).not.toEqual(first);
		attn.beginStep(4);
		expect(valuesOf(attn, true)).toEqual(first);
	});
	it('are all there outside of training', () => {
		expect(valuesOf(layer(0.5), false)).toEqual(valuesOf(layer(0), true));
	});
});

it('counts both products of every window, padding included', () => {
	const windows = windowsOf([5, 3, 2], windowSize, false);
	const layer = new WindowAttentionLayer({
		name: 'attn',
		numHeads: 2,
		windowSize,
		windows,
		dropoutRate: 0,
		seed: null,
	});
	// Two windows of 24 voxels, each with 24 · 24 pairs of 6 channels, twice.
	expect(layer.macs([null, ...windows.padded, 18])).toBe(2 * 2 * 24 * 24 * 6);
});
