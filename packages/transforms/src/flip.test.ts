import { describe, expect, it } from 'vitest';
import { flip } from './flip.ts';
import { createGrid } from './grid.ts';
import { goldenTransform, withoutData } from './testing/goldenTransform.ts';
import { toGrid } from './toGrid.ts';

describe('flip', () => {
	const grid = createGrid(
		Uint8Array.from({ length: 16 }, (_, v) => v),
		[2, 2, 2],
		2,
	);

	it('mirrors axes and keeps channels in order', () => {
		expect(flip(grid, [2]).values.slice(0, 4)).toEqual(Uint8Array.of(2, 3, 0, 1));
		expect(flip(grid, [1]).values.slice(0, 4)).toEqual(Uint8Array.of(4, 5, 6, 7));
		expect(flip(grid, [0]).values.slice(0, 4)).toEqual(Uint8Array.of(8, 9, 10, 11));
	});

	it('is its own inverse and leaves the input as it is', () => {
		for (const axes of [[], [0], [1, 2], [0, 1, 2]]) {
			expect(flip(flip(grid, axes), axes).values).toEqual(grid.values);
		}
		expect(grid.values[0]).toBe(0);
		expect(() => flip(grid, [3])).toThrow('Cannot flip axis 3');
	});

	it.skipIf(withoutData)("gives MONAI's flip_02_hippo on a real volume (../shared/data)", async () => {
		const { input, expected, sample } = await goldenTransform('flip_02_hippo');
		expect(sample(flip(toGrid(input), [0, 2]))).toEqual(Array.from(expected));
	});
});
