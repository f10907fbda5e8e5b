import { describe, expect, it } from 'vitest';
import { windowGrid } from './windowGrid.ts';

const axisStarts = (starts: readonly (readonly number[])[], axis: number): number[] =>
	[...new Set(starts.map((start) => start[axis]))].sort((a, b) => a - b);

describe('windowGrid', () => {
	it('never steps by zero: a window one voxel thick visits every slice', () => {
		const { starts } = windowGrid([6, 6, 5], [4, 4, 1], 0.25);
		expect([0, 1, 2].map((axis) => axisStarts(starts, axis))).toEqual([
			[0, 2],
			[0, 2],
			[0, 1, 2, 3, 4],
		]);
		expect(starts).toHaveLength(20);
	});

	it('takes one window where the roi covers an axis, and pads the odd voxel at the end', () => {
		expect(windowGrid([19, 26, 13], [24, -1, 16], 0.5)).toEqual({
			roiSize: [24, 26, 16],
			paddedSize: [24, 26, 16],
			padBefore: [2, 0, 1],
			starts: [[0, 0, 0]],
		});
	});

	it('refuses overlaps and windows that cannot be laid', () => {
		expect(() => windowGrid([8, 8, 8], [4, 4, 4], 1)).toThrow('overlap is 1 on axis 0');
		expect(() => windowGrid([8, 8, 8], [4, 4, 4], [0, Number.NaN, 0])).toThrow('overlap is NaN on axis 1');
		expect(() => windowGrid([8, 8, 8], [4, 0, 4], 0)).toThrow('roiSize is 0 on axis 1');
	});
});
