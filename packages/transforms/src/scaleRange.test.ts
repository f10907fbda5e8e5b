import { maxAbsOverMax } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { createGrid, type Grid } from './grid.ts';
import { percentiles, type ScaleRangeOptions, scaleRange } from './scaleRange.ts';
import { goldenTransform, withoutData } from './testing/goldenTransform.ts';
import { toGrid } from './toGrid.ts';

const grid = (values: readonly number[]): Grid<Float64Array> =>
	createGrid(Float64Array.from(values), [values.length, 1, 1]);

describe('scaleRange', () => {
	it('takes its range from each image anew', () => {
		const [first, other] = [grid([0, 1]), grid([0, 10])];
		const before = scaleRange(first).values;
		expect(before).toEqual(Float32Array.of(0, 1));
		expect(scaleRange(other).values).toEqual(before);
		expect(scaleRange(first).values).toEqual(before);
	});

	it('stays finite', () => {
		expect(scaleRange(grid([5, 5]), { to: [-1, 1] }).values).toEqual(Float32Array.of(-1, -1));
		expect(scaleRange(grid([Number.NaN, 0, 4, Infinity])).values).toEqual(Float32Array.of(0, 0, 1, 0));
		const wide = scaleRange(grid([0, 1e300]), { from: [0, 1], clip: false }).values;
		expect(wide.every(Number.isFinite)).toBe(true);
	});

	it('maps ends that run downwards', () => {
		const scaled = scaleRange(grid([0, 5, 20]), { from: [0, 10], to: [1, 0] });
		expect(scaled.values).toEqual(Float32Array.of(1, 0.5, 0));
	});

	it('refuses ranges that are none', () => {
		expect(() => scaleRange(grid([1]), { from: [2, 2] })).toThrow('from [2, 2]');
		expect(() => scaleRange(grid([1]), { to: [0, Number.NaN] })).toThrow('to [0, NaN]');
		expect(() => percentiles(grid([1]), [101])).toThrow('percentile 101');
	});

	it('interpolates percentiles between ranks and leaves out what is not finite', () => {
		expect(percentiles(grid([4, 1, Number.NaN, 3, 2]), [0, 50, 90, 100])).toEqual([1, 2.5, 3.7, 4]);
		expect(percentiles(grid([Number.NaN]), [50])).toEqual([0]);
	});

	const ranges: [string, (grid: Grid) => ScaleRangeOptions][] = [
		['scale_range_ct', () => ({ from: [-175, 250] })],
		['scale_range_ct_noclip', () => ({ from: [-57, 164], to: [-1, 1], clip: false })],
		['scale_intensity_hippo', () => ({})],
		['scale_percentiles_mr', (image) => ({ from: percentiles(image, [5, 95]) as [number, number] })],
	];
	it.skipIf(withoutData).each(ranges)(
		"gives MONAI's %s on a real volume (../shared/data)",
		async (name, options) => {
			const { entry, input, expected, sample } = await goldenTransform(name);
			const image = toGrid(input);
			const ours = sample(scaleRange(image, options(image)));
			expect(maxAbsOverMax(ours, expected)).toBeLessThanOrEqual(entry.tolerance.max_abs_over_max);
		},
	);
});
