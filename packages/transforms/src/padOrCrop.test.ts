import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGrid, type Grid, type Triple } from './grid.ts';
import type { GridWindow } from './gridWindow.ts';
import { cropToShape, padOrCrop, padToShape } from './padOrCrop.ts';
import { goldenTransform, withoutData } from './testing/goldenTransform.ts';
import { toGrid } from './toGrid.ts';

const ramp = (shape: Triple, channels = 1): Grid<Int16Array> => {
	const length = shape[0] * shape[1] * shape[2] * channels;
	return createGrid(
		Int16Array.from({ length }, (_, v) => v + 1),
		shape,
		channels,
	);
};
const triple = (max: number): fc.Arbitrary<Triple> => {
	const size = fc.integer({ min: 1, max });
	return fc.tuple(size, size, size);
};

describe('padToShape, cropToShape, padOrCrop', () => {
	it('reach the shape, and the inverse puts every voxel that was kept back in its place', () => {
		fc.assert(
			fc.property(triple(6), triple(6), fc.integer({ min: 1, max: 2 }), (from, to, channels) => {
				const grid = ramp(from, channels);
				const window = padOrCrop(grid, to, -7);
				expect(window.grid.shape).toEqual(to);
				const kept = from.reduce((product, n, axis) => product * Math.min(n, to[axis]), channels);
				expect(window.grid.values.filter((x) => x !== -7)).toHaveLength(kept);
				const back = window.inverse(window.grid, -9);
				expect(back.shape).toEqual(from);
				expect(back.values.filter((x) => x !== -9)).toHaveLength(kept);
				for (const [v, x] of back.values.entries()) if (x !== -9) expect(x).toBe(grid.values[v]);
			}),
			{ seed: 1 },
		);
	});

	it('records the offset and takes labels of another type and channel count back', () => {
		const window = padOrCrop(ramp([3, 8, 4], 2), [6, 5, 4]);
		expect(window.start).toEqual([-1, 2, 0]);
		const labels = createGrid(new Uint8Array(6 * 5 * 4).fill(3), [6, 5, 4]);
		const back = window.inverse(labels);
		expect(back).toMatchObject({ shape: [3, 8, 4], channels: 1 });
		expect(back.values.filter((label) => label === 3)).toHaveLength(3 * 5 * 4);
		expect(() => window.inverse(ramp([3, 8, 4]))).toThrow('3×8×4 voxels cannot be put back');
	});

	it('only pads or only crops where asked to', () => {
		expect(padToShape(ramp([3, 8, 4]), [6, 5, 4]).grid.shape).toEqual([6, 8, 4]);
		expect(cropToShape(ramp([3, 8, 4]), [6, 5, 4]).grid.shape).toEqual([3, 5, 4]);
		expect(() => padOrCrop(ramp([1, 1, 1]), [1, 0, 2])).toThrow('shape is [1, 0, 2]');
	});

	const cases: [string, (grid: Grid) => GridWindow<Grid['values']>][] = [
		['spatial_pad_hippo', (grid) => padToShape(grid, [48, 64, 40])],
		['center_crop_hippo', (grid) => cropToShape(grid, [20, 33, 24])],
		['resize_with_pad_or_crop_hippo', (grid) => padOrCrop(grid, [40, 40, 40])],
	];
	it.skipIf(withoutData).each(cases)(
		"gives MONAI's %s on a real volume (../shared/data)",
		async (name, transform) => {
			const { entry, input, expected, sample } = await goldenTransform(name);
			const window = transform(toGrid(input));
			expect(sample(window.grid)).toEqual(Array.from(expected));
			for (const axis of [0, 1, 2]) {
				expect(input.affine[axis][3] + input.affine[axis][axis] * window.start[axis]).toBe(
					entry.output_affine[axis][3],
				);
			}
		},
	);
});
