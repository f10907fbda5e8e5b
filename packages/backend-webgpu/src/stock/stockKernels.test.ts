import * as tf from '@tensorflow/tfjs';
import { caseInputs, leakyRelu, useBackend } from '@unetr/ops';
import { describe, expect, it } from 'vitest';
import { failOnGpuErrors, hasGpu, useSoftwareGpu } from '../testing/softwareGpu.ts';
import { joinAxes } from './broadcast.ts';

const volume = { name: 'volume', inputs: { x: { shape: [2, 3, 4, 5, 3] } }, attributes: {} };
const lanes = { name: 'lanes', inputs: { x: { shape: [2, 3, 2, 1, 3, 4] } }, attributes: {} };
const pads: [number, number][] = [
	[0, 1],
	[2, 0],
	[1, 2],
	[0, 0],
	[1, 0],
];

const calls: readonly { readonly name: string; readonly call: (x: tf.Tensor) => tf.Tensor }[] = [
	{ name: 'pad', call: (x) => tf.pad(x, [...pads, [0, 3]].slice(0, x.rank) as [number, number][], 0.5) },
	{ name: 'pad of whole numbers', call: (x) => tf.pad(tf.cast(tf.mul(x, 9), 'int32'), fit(x), -7) },
	{ name: 'reflecting pad', call: (x) => tf.mirrorPad(x, narrow(x), 'reflect') },
	{ name: 'symmetric pad', call: (x) => tf.mirrorPad(x, narrow(x), 'symmetric') },
	{ name: 'reverse', call: (x) => tf.reverse(x, [1, -1]) },
	{ name: 'where', call: (x) => tf.where(tf.greater(x, 0), x, tf.mul(x, 3)) },
	{ name: 'cumsum', call: (x) => tf.cumsum(x, 2) },
	{ name: 'cumsum, exclusive and reversed', call: (x) => tf.cumsum(x, 1, true, true) },
	{ name: 'factor a channel', call: (x) => tf.mul(x, tf.slice(tf.reshape(x, [-1]), 0, x.shape.at(-1)!)) },
	{ name: 'distance from the mean of an entry', call: (x) => tf.sub(tf.mean(x, [1, 2], true), x) },
	{ name: 'alternate axes', call: (x) => tf.maximum(tf.mean(x, [0, 2], true), tf.mean(x, [1, 3], true)) },
	{ name: 'signs as numbers', call: (x) => leakyRelu(tf.cast(tf.greater(x, 0), 'float32'), 0.5) },
	{
		name: 'whole numbers as others',
		call: (x) => leakyRelu(tf.cast(tf.cast(tf.mul(x, 9), 'int32'), 'float32'), 0.5),
	},
	{ name: 'counts of an entry', call: (x) => tf.mean(tf.cast(tf.greater(x, 0), 'float32'), [1, 2], true) },
	{ name: 'sum of ten', call: (x) => tf.addN(Array.from({ length: 10 }, (_, index) => tf.mul(x, index))) },
];

const fit = (x: tf.Tensor) => x.shape.map((_, axis) => pads[axis % 5]!);
/** Mirrors reach no further than the axis. */
const narrow = (x: tf.Tensor) => x.shape.map((extent): [number, number] => (extent > 2 ? [1, 2] : [0, 0]));

describe('joinAxes', () => {
	it.each([
		{ a: [2, 3, 4, 5, 6], b: [6], joined: { a: [120, 6], b: [1, 6], shape: [2, 3, 4, 5, 6] } },
		{
			a: [2, 1, 1, 5, 6],
			b: [2, 3, 4, 5, 6],
			joined: { a: [2, 1, 30], b: [2, 12, 30], shape: [2, 3, 4, 5, 6] },
		},
		{ a: [1, 1, 1, 1, 1], b: [2, 3, 1, 1, 2], joined: { a: [1], b: [12], shape: [2, 3, 1, 1, 2] } },
		{ a: [3, 1], b: [1, 4], joined: { a: [3, 1], b: [1, 4], shape: [3, 4] } },
	])('$a and $b', ({ a, b, joined }) => {
		expect(joinAxes(a, b)).toEqual(joined);
	});
});

describe.skipIf(!hasGpu)('kernels of tfjs that are wrong or missing at rank 5 and 6', () => {
	failOnGpuErrors();

	it.each(calls)('$name equals cpu', async ({ call }) => {
		for (const one of [volume, lanes]) {
			const run = async () => {
				const { x } = caseInputs(one);
				const y = tf.tidy(() => call(x!));
				const values = [...(await y.data())];
				const { shape } = y;
				tf.dispose([x, y]);
				return { shape, values };
			};
			await useBackend('cpu');
			const expected = await run();
			await useSoftwareGpu();
			const actual = await run();
			expect(actual.shape).toEqual(expected.shape);
			for (const [index, value] of actual.values.entries()) {
				expect(value).toBeCloseTo(expected.values[index]!, 5);
			}
		}
	});
});
