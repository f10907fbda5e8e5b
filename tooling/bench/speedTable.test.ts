import { describe, expect, it } from 'vitest';
import { type BenchRecord, speedTable, withSpeedTable } from './speedTable.ts';

const machine = { cpu: 'A CPU', cores: 2, memoryGb: 8, node: 'v24.1.0', platform: 'linux x64', threads: 2 };
const timing = { best: 0.4, median: 0.5, n: 5 };
const ours = {
	peer: 'simd',
	name: 'a step',
	pass: 'step',
	timing,
	batch: 2,
	parameters: 1,
	peakMemoryMb: 600,
} as const;
const record: BenchRecord = {
	machine,
	results: [
		ours,
		{ ...ours, peer: 'torch', timing: { ...timing, median: 0.75 }, peakMemoryMb: 1200.4 },
		{ ...ours, peer: 'cpu', batch: 1, timing: { ...timing, median: 50 }, peakMemoryMb: undefined },
		{ peer: 'simd', name: 'conv', pass: 'forward', timing, gflop: 1 },
		{ peer: 'onnxruntime-node', name: 'a step', pass: 'step', error: 'is not installed' },
	],
};

describe('speedTable', () => {
	it('has a row for each network and a column for each peer that has a figure, batches made equal', () => {
		expect(speedTable(record).split('\n')).toEqual([
			'| A CPU, 2 cores, 2 threads, Node 24.1.0 | `simd`, native | PyTorch 1.13 | tfjs `cpu` |',
			'|---|---|---|---|',
			'| a step | 0.50 s, 600 MiB | 0.75 s (1.50 ×), 1200 MiB | 100 s (200.00 ×) |',
		]);
	});
});

describe('withSpeedTable', () => {
	it('replaces what stands between the marks and needs both', () => {
		const marks = ['<!-- speed table: written by `pnpm speed-table` -->', '<!-- end of speed table -->'];
		expect(withSpeedTable(`a\n${marks[0]}\nold\n${marks[1]}\nb`, 'new')).toBe(
			`a\n${marks[0]}\n\nnew\n\n${marks[1]}\nb`,
		);
		expect(() => withSpeedTable('a', 'new')).toThrow('the text needs the lines');
	});
});
