import { describe, expect, it } from 'vitest';
import { forwardGflop, unetrStep as step } from './cases.ts';
import { median } from './measure.ts';
import type { Result } from './result.ts';
import { scalingOf } from './scaling.ts';
import { networkTable, opTable, secondsOfBatch, withBackward } from './table.ts';
import { leastGigabytes } from './traffic.ts';

const timing = { best: 40, median: 50, n: 1 };
const stock: Result = { peer: 'cpu', name: step.name, pass: 'step', timing, batch: 1, parameters: 4e6 };
const ours: Result = { ...stock, peer: 'simd', timing: { best: 0.9, median: 1, n: 9 }, batch: 2 };

describe('median', () => {
	it('is the middle value, or the mean of the two in the middle', () => {
		expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
	});
});

describe('forwardGflop', () => {
	it('counts two operations for each multiply-accumulate', () => {
		const conv = { kind: 'conv', name: '', inChannels: 2, outChannels: 3, size: 10, kernel: 3 } as const;
		expect(forwardGflop(conv)).toBeCloseTo((2 * 2 * 3 * 27 * 1000) / 1e9, 12);
		const block = { kind: 'block', name: '', tokens: 2, hiddenSize: 4, numHeads: 2, mlpDim: 8 } as const;
		// qkv, attention scores, weighted values, projection, two perceptron layers
		const macs = 2 * 4 * 12 + 2 * 2 * 4 + 2 * 2 * 4 + 2 * 4 * 4 + 2 * 4 * 8 + 2 * 8 * 4;
		expect(forwardGflop(block)).toBeCloseTo((2 * macs) / 1e9, 12);
	});
});

describe('networkTable', () => {
	it('doubles a step that was measured at half the batch, and says so', () => {
		expect(secondsOfBatch(stock, 2)).toBe(100);
		expect(secondsOfBatch(ours, 2)).toBe(1);
		const [, , line] = networkTable(step, [ours, stock]);
		expect(line).toContain('100.00 ×');
		expect(line).toContain('measured at batch 1, times 2');
	});

	it('says why a peer has no figure', () => {
		const failed: Result = { peer: 'wasm', name: step.name, pass: 'step', error: 'no kernel' };
		expect(networkTable(step, [ours, failed])[2]).toContain('no kernel');
	});
});

describe('opTable', () => {
	it('puts the peers side by side and repeats a remark once', () => {
		const line = { name: 'a', pass: 'forward', timing, gflop: 100, note: 'time alone' } as const;
		const table = opTable([
			{ ...line, peer: 'simd' },
			{ ...line, peer: 'wasm' },
			{ ...line, peer: 'wasm', name: 'b' },
		]);
		expect(table[2]).toMatch(/^a forward .*40000\.0\/50000\.0 +2\.00 .*40000\.0\/50000\.0 +2\.00$/);
		expect(table.filter((text) => text.includes('tfjs wasm: time alone'))).toHaveLength(1);
	});
});

describe('shares of what the machine can do', () => {
	it('stand behind the figures of simd', () => {
		const result: Result = { peer: 'simd', name: 'a', pass: 'forward', timing, gflop: 100, gigabytes: 50 };
		const [, unit, line] = opTable([result], { peak: { byBits: { 128: 10 }, widest: 10 }, bandwidth: 4 });
		expect(unit).toMatch(/of peak of memory$/);
		// 2 GFLOP/s of 10, 1 GB/s of 4.
		expect(line).toMatch(/ 20 % +25 %$/);
	});
	it('count each value once that goes in or out', () => {
		const conv = { kind: 'conv', name: 'a', inChannels: 2, outChannels: 3, size: 10, kernel: 3 } as const;
		const [input, weights, output] = [2000, 27 * 6, 3000];
		expect(leastGigabytes(conv, 'forward')).toBeCloseTo((4 * (input + weights + output)) / 1e9, 15);
		expect(leastGigabytes(conv, 'backward')).toBeCloseTo((4 * (2 * (input + weights) + output)) / 1e9, 15);
	});
});

describe('scalingOf', () => {
	it('sets one thread beside all, pass by pass', () => {
		const alone: Result = { peer: 'simd', name: 'a', pass: 'forward', timing: { best: 1, median: 3, n: 1 } };
		const together = { ...alone, timing: { best: 1, median: 1.5, n: 1 } };
		expect(scalingOf([alone, { ...alone, name: 'b' }], [together])).toEqual({ 'simd: a forward': 2 });
	});
});

describe('withBackward', () => {
	it('takes forward from forward and backward, in time and in operations', () => {
		const forward: Result = { peer: 'simd', name: 'a', pass: 'forward', timing, gflop: 10 };
		const both: Result = {
			...forward,
			pass: 'forward+backward',
			timing: { best: 100, median: 130, n: 3 },
			gflop: 30,
		};
		expect(withBackward([forward, both])).toEqual([
			forward,
			{ ...both, pass: 'backward', timing: { best: 60, median: 80, n: 3 }, gflop: 20 },
		]);
	});
});
