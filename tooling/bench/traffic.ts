import type { BenchCase, BlockCase, ConvCase } from './cases.ts';
import { outputShape } from './cases.ts';
import type { Result } from './result.ts';
import { runNative } from './runNative.ts';

/** GB/s that memory moves beyond the caches, measured with a small program; undefined without a C++ compiler. */
export function measureBandwidth(threads: number): number | undefined {
	return runNative('bandwidth.cpp', threads) as number | undefined;
}

/** Values of an operation's input, weights and output. */
function valuesOf(one: ConvCase | BlockCase): { input: number; weights: number; output: number } {
	const output = outputShape(one).reduce((product, extent) => product * extent, 1);
	if (one.kind === 'conv') {
		const weights = one.kernel ** 3 * one.inChannels * one.outChannels;
		return { input: one.size ** 3 * one.inChannels, weights, output };
	}
	const weights = 4 * one.hiddenSize ** 2 + 2 * one.hiddenSize * one.mlpDim;
	return { input: output, weights, output };
}

/**
 * Gigabytes that a pass moves at least, were everything between its ends in caches: forward reads input and weights and
 * writes the output; backward reads these and writes the gradients of input and weights.
 */
export function leastGigabytes(one: ConvCase | BlockCase, pass: 'forward' | 'backward'): number {
	const { input, weights, output } = valuesOf(one);
	const forward = input + weights + output;
	return (4 * (pass === 'forward' ? forward : forward + input + weights)) / 1e9;
}

/** Adds to the passes of operations what they move at least. */
export function withTraffic(results: readonly Result[], cases: readonly BenchCase[]): Result[] {
	return results.map((result) => {
		const one = cases.find(({ name }) => name === result.name);
		const { pass } = result;
		if (one === undefined || one.kind === 'network' || (pass !== 'forward' && pass !== 'backward'))
			return result;
		return { ...result, gigabytes: leastGigabytes(one, pass) };
	});
}
