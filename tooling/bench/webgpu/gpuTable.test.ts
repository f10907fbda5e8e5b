import { expect, it } from 'vitest';
import { gpuTable } from './gpuTable.ts';

it('sets ours beside tfjs, with the ratio and the flops to a byte', () => {
	const one = { op: 'conv3d', name: '4³', milliseconds: 2, flops: 4000, bytes: 2000 };
	const rows = gpuTable([
		{ ...one, peer: 'ours' },
		{ ...one, peer: 'tfjs', milliseconds: 9 },
		{ ...one, peer: 'ours', op: 'gelu', flops: 0 },
	]);
	expect(rows[2]).toBe('| `conv3d` | 4³ | 2.0 | 9.0 | 4.5× | 2.0 | 2 |');
	expect(rows[3]).toBe('| `gelu` | 4³ | 2.0 | – | – | – | 2 |');
});
