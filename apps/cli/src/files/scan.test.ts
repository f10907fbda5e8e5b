import { describe, expect, it } from 'vitest';
import { groupScans } from './scan.ts';

const told = (files: string[], channels: number): string[] =>
	groupScans(files, channels).map(({ id, files: parts }) => `${id}: ${parts.join(' ')}`);

describe('groupScans', () => {
	it('joins the channels of a case in their order, folder by folder', () => {
		expect(told(['x/a_0001.nii', 'x/a_0000.nii', 'y/a_0000.nii', 'y/a_0001.nii'], 2)).toEqual([
			'a: x/a_0000.nii x/a_0001.nii',
			'a: y/a_0000.nii y/a_0001.nii',
		]);
	});

	it('takes files for scans where the numbers are not those of the channels', () => {
		expect(told(['a_0001.nii', 'a_0002.nii', 'b.nii.gz'], 2)).toEqual([
			'a_0001: a_0001.nii',
			'a_0002: a_0002.nii',
			'b: b.nii.gz',
		]);
		expect(told(['a_0000.nii', 'a_0001.nii', 'a_0002.nii'], 2)).toHaveLength(3);
	});

	it('drops the number of a single channel only where every name has it', () => {
		expect(told(['a_0000.nii', 'b_0000.mha'], 1)).toEqual(['a: a_0000.nii', 'b: b_0000.mha']);
		expect(told(['a_0000.nii', 'a_0001.nii'], 1)).toEqual(['a_0000: a_0000.nii', 'a_0001: a_0001.nii']);
	});
});
