import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type GpuRecord, gpuTable, slowerThanStock, withGpuTable } from './gpuTable.ts';

const one = { op: 'conv3d', name: '4³', milliseconds: 2, flops: 4000, bytes: 2000 };

it('sets ours beside the others, with the ratios and the flops to a byte', () => {
	const rows = gpuTable([
		{ ...one, peer: 'ours' },
		{ ...one, peer: 'tfjs', milliseconds: 9 },
		{ ...one, peer: 'onnxruntime-web', milliseconds: 3 },
		{ ...one, peer: 'ours', op: 'UNETR, forward', flops: 0 },
		{ peer: 'onnxruntime-web', op: 'UNETR, forward', name: '4³', flops: 0, bytes: 0, error: 'Only Conv2d' },
	]);
	expect(rows[2]).toBe('| `conv3d` | 4³ | 2.0 | 9.0 | 4.5× | 3.0 | 1.5× | 2.0 | 2 |');
	expect(rows[3]).toBe('| UNETR, forward | 4³ | 2.0 | – | | cannot | | – | 2 |');
});

it('finds what tfjs does faster', () => {
	const slow = { ...one, peer: 'ours', op: 'gelu' };
	const results = [
		{ ...one, peer: 'ours' },
		{ ...one, peer: 'tfjs', milliseconds: 3 },
	];
	expect(slowerThanStock([...results, slow, { ...slow, peer: 'tfjs', milliseconds: 1 }])).toEqual([slow]);
});

const record = JSON.parse(
	readFileSync(new URL('../results/webgpu.json', import.meta.url), 'utf8'),
) as GpuRecord;

it('is in the README as the saved run says', () => {
	const readme = readFileSync(new URL('../../../packages/backend-webgpu/README.md', import.meta.url), 'utf8');
	expect(withGpuTable(readme, record)).toBe(readme);
});

it('has no kernel in the saved run that stock tfjs does faster', () => {
	expect(slowerThanStock(record.results)).toEqual([]);
	const peers = new Set(record.results.map(({ peer }) => peer));
	expect([...peers]).toEqual(['ours', 'tfjs', 'onnxruntime-web']);
});
