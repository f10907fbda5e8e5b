import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BenchCase, type BlockCase, benchCases, type ConvCase, unetrStep } from './cases.ts';
import type { Formulation } from './formulation.ts';
import { ourFormulation } from './ourFormulation.ts';
import { stockFormulation } from './stock/formulation.ts';

beforeAll(async () => {
	await tf.setBackend('cpu');
});

/** A timed case at a size for tests. */
function small<C extends BenchCase>(kind: C['kind'], change: Partial<C>): C {
	return { ...(benchCases.find((one) => one.kind === kind) as C), ...change };
}

function forward(formulation: Formulation, one: ConvCase | BlockCase): Float32Array {
	const passes = one.kind === 'conv' ? formulation.conv(one) : formulation.block(one);
	return tf.tidy(() => passes.forward()).dataSync<'float32'>();
}

describe('both formulations', () => {
	it.each([
		small<ConvCase>('conv', { name: 'conv3', inChannels: 2, outChannels: 3, size: 5, kernel: 3 }),
		small<ConvCase>('conv', { name: 'conv1', inChannels: 2, outChannels: 3, size: 5, kernel: 1 }),
		small<ConvCase>('conv', {
			name: 'convT',
			inChannels: 2,
			outChannels: 3,
			size: 4,
			kernel: 2,
			transpose: true,
		}),
		small<BlockCase>('block', { tokens: 9, hiddenSize: 12, numHeads: 3, mlpDim: 20 }),
	])('compute the same: $name', (one) => {
		const [ours, stock] = [forward(ourFormulation, one), forward(stockFormulation, one)];
		const largest = Math.max(...stock.map(Math.abs));
		const difference = Math.max(...stock.map((value, index) => Math.abs(value - ours[index]!)));
		expect(ours.length).toBe(stock.length);
		expect(difference / largest).toBeLessThan(1e-5);
	});

	it('train networks of the same size', () => {
		expect(stockFormulation.network(unetrStep).parameters).toBe(ourFormulation.network(unetrStep).parameters);
	});
});
