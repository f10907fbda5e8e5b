import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { excessOf, type KernelRecord, kernelTable, shownRows, withKernelTable } from './kernelTable.ts';

const record = JSON.parse(
	readFileSync(new URL('../../results/kernels.json', import.meta.url), 'utf8'),
) as KernelRecord;

it('is in the README as the saved record says', () => {
	const readme = readFileSync(
		new URL('../../../../packages/backend-webgpu/README.md', import.meta.url),
		'utf8',
	);
	expect(withKernelTable(readme, record)).toBe(readme);
});

it('shows each case of kernels that count operations, and of others the one that moves most', () => {
	const row = { ...record.rows[0]!, file: 'a.wgsl', name: 'one', flops: 0, movedBytes: 10, workgroups: 1 };
	const rows = [
		row,
		{ ...row, name: 'two', movedBytes: 20 },
		{ ...row, file: 'b.wgsl', flops: 100 },
		{ ...row, file: 'b.wgsl', flops: 100, name: 'two' },
	];
	expect(shownRows(rows).map(({ file, name }) => `${file} ${name}`)).toEqual([
		'a.wgsl two',
		'b.wgsl one',
		'b.wgsl two',
	]);
	const spilled = { ...row, flops: 100, spilledRegisters: 3, registers: 64, leastBytes: 8, groupBytes: 16 };
	expect(kernelTable([spilled])).toMatch(
		/\| `a` \| one \| 10\.0 \| 0\.00 \| 1\.25× \| 2\.0× .* 64, 3 spilled /,
	);
});

/* Bias and mask of windows are read again by each wave of workgroups: the README says why that is left. */
const known = /^attention(Query|Key)?(Grad)?\.wgsl$/;

it('has no kernel that moves more than 1.3 times what it must, but for those that the README names', () => {
	const beyond = record.rows.filter(
		(row) => excessOf(row) > 1.3 && !(known.test(row.file) && /mask/.test(row.name)),
	);
	expect(beyond.map(({ file, name }) => `${file}, ${name}`)).toEqual([]);
});

it('has no kernel that spills registers', () => {
	expect(record.rows.filter(({ spilledRegisters }) => spilledRegisters > 0)).toEqual([]);
});
