import { readGolden } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { relativePositionIndex } from '../relativePositionIndex.ts';
import { sharedShiftMask, shiftMask, windowsOf } from './windowGeometry.ts';

describe('windows of a volume', () => {
	it('move by half of them in shifted blocks, on the volume padded to whole ones', () => {
		expect(windowsOf([10, 7, 6], [4, 3, 2], false)).toEqual({
			window: [4, 3, 2],
			shift: [0, 0, 0],
			padded: [12, 9, 6],
		});
		expect(windowsOf([10, 7, 6], [4, 3, 2], true).shift).toEqual([2, 1, 1]);
	});
	it('shrink to a small volume and stand still along that axis', () => {
		expect(windowsOf([3, 3, 6], [4, 3, 2], true)).toEqual({
			window: [3, 3, 2],
			shift: [0, 0, 1],
			padded: [3, 3, 6],
		});
	});
});

it('numbers distances as MONAI does', () => {
	const { values } = readGolden('ops/attention/window').tensors.get('relative_position_index')!;
	expect([...relativePositionIndex([4, 3, 2])]).toEqual([...values]);
});

describe('mask of moved windows', () => {
	const windows = windowsOf([8, 3, 4], [4, 3, 2], true);

	it("equals MONAI's", () => {
		const { values } = readGolden('ops/attention/window_shifted').tensors.get('mask')!;
		expect(windows).toEqual({ window: [4, 3, 2], shift: [2, 0, 1], padded: [8, 3, 4] });
		// Not `toEqual` on typed arrays: the reference has some zeros with a sign.
		expect([...shiftMask(windows)!].map((value) => value + 0)).toEqual([...values].map((value) => value + 0));
	});
	it('separates what was apart, by hand: four voxels in windows of two, moved by one', () => {
		const line = { window: [2, 1, 1], shift: [1, 0, 0], padded: [4, 1, 1] } as const;
		// After the move the voxels stand as 1 2 | 3 0, and 3 and 0 are the ends of the axis.
		expect([...shiftMask(line)!]).toEqual([0, 0, 0, 0, 0, -100, -100, 0]);
	});
	it('is none where no window moves', () => {
		expect(shiftMask(windowsOf([8, 3, 4], [4, 3, 2], false))).toBeUndefined();
		expect(sharedShiftMask(windowsOf([4, 3, 2], [4, 3, 2], true))).toBeUndefined();
	});
	it('is made once for the same windows', () => {
		expect(sharedShiftMask(windows)).toBe(sharedShiftMask(structuredClone(windows)));
		expect(sharedShiftMask(windows)).toEqual(shiftMask(windows));
		expect(sharedShiftMask(windowsOf([8, 6, 4], [4, 3, 2], true))).not.toBe(sharedShiftMask(windows));
	});
});
