import { maxAbsOverMax } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { type AffineParts, affineMatrix } from './affineMatrix.ts';
import { createGrid, type Grid, type Triple } from './grid.ts';
import { Random } from './random.ts';
import { type ResampleOptions, resampleNearest, resampleTrilinear } from './resample.ts';
import { goldenTransform, withoutData } from './testing/goldenTransform.ts';
import { toGrid } from './toGrid.ts';

/** A function that is linear along each axis, which trilinear interpolation gives exactly. */
const linear = (shape: Triple, channels = 1): Grid<Float32Array> => {
	const values = new Float32Array(shape[0] * shape[1] * shape[2] * channels);
	for (let v = 0; v < values.length; v++) {
		const [c, k] = [v % channels, Math.floor(v / channels) % shape[2]];
		const row = Math.floor(v / (channels * shape[2]));
		values[v] = (1 + c) * (100 * Math.floor(row / shape[1]) + 10 * (row % shape[1]) + k);
	}
	return createGrid(values, shape, channels);
};

describe('resampleTrilinear', () => {
	it('gives the image itself for the identity, exactly, also with one voxel along an axis', () => {
		for (const shape of [
			[5, 6, 7],
			[1, 4, 1],
			[1, 1, 1],
		] as const) {
			const grid = linear(shape, 2);
			for (const padding of ['zeros', 'border'] as const) {
				expect(resampleTrilinear(grid, affineMatrix({}), { padding }).values).toEqual(grid.values);
			}
		}
	});

	it('reads half way between voxels, and counts what lies outside as 0 or as the border', () => {
		const grid = linear([1, 1, 3]); // 0 1 2
		const matrix = affineMatrix({ translate: [0, 0, 0.5] });
		expect(resampleTrilinear(grid, matrix).values).toEqual(Float32Array.of(0.5, 1.5, 1));
		expect(resampleTrilinear(grid, matrix, { padding: 'border' }).values).toEqual(
			Float32Array.of(0.5, 1.5, 2),
		);
		const away = affineMatrix({ translate: [0, 0, 9] });
		expect(resampleTrilinear(grid, away).values).toEqual(new Float32Array(3));
	});

	it('takes the unchecked and the checked way to the same numbers', () => {
		const random = new Random(4);
		const grid = linear([9, 10, 11], 2);
		for (let n = 0; n < 20; n++) {
			const angle = () => random.uniform(-0.6, 0.6);
			const matrix = affineMatrix({
				rotate: [angle(), angle(), angle()],
				translate: [angle(), 2 * angle(), 1],
			});
			const { values } = resampleTrilinear(grid, matrix);
			let inside = 0;
			for (let v = 0; v < values.length / 2; v++) {
				const out = [Math.floor(v / 110) - 4, (Math.floor(v / 11) % 10) - 4.5, (v % 11) - 5];
				const at = matrix.map(([a, b, c, d], r) => a * out[0] + b * out[1] + c * out[2] + d + [4, 4.5, 5][r]);
				if (at.some((x, axis) => x < 0 || x > grid.shape[axis] - 1)) continue;
				inside++;
				expect(values[2 * v]).toBeCloseTo(100 * at[0] + 10 * at[1] + at[2], 3);
				expect(values[2 * v + 1]).toBeCloseTo(2 * (100 * at[0] + 10 * at[1] + at[2]), 2);
			}
			expect(inside).toBeGreaterThan(300);
		}
	});

	const cases: [string, AffineParts, ResampleOptions][] = [
		['rotate_hippo', { rotate: [0.3, -0.2, 0.5] }, { padding: 'border' }],
		['rotate_hippo_grow', { rotate: [0.3, -0.2, 0.5] }, { shape: [61, 69, 52] }],
		[
			'affine_hippo',
			{
				rotate: [0.25, -0.15, 0.4],
				shear: [0.05, 0, -0.08, 0.1, 0, 0.03],
				translate: [2.5, -3, 1.25],
				scale: [1.1, 0.9, 1.2],
			},
			{},
		],
		['affine_hippo_resized_border', { rotate: [0, 0, 0.35] }, { shape: [40, 36, 30], padding: 'border' }],
	];
	it.skipIf(withoutData).each(cases)("gives MONAI's %s (../shared/data)", async (name, parts, options) => {
		const { entry, input, expected, sample } = await goldenTransform(name);
		const matrix = affineMatrix(parts);
		// the reference computes sines and cosines in float32: two of its roundings
		if (entry.matrix)
			expect(maxAbsOverMax(matrix.flat(), entry.matrix.slice(0, 3).flat())).toBeLessThan(2 ** -23);
		const ours = sample(resampleTrilinear(toGrid(input), matrix, options));
		expect(maxAbsOverMax(ours, expected)).toBeLessThanOrEqual(entry.tolerance.max_abs_over_max);
	});
});

describe('resampleNearest', () => {
	it('invents no label, whatever the transform', () => {
		const random = new Random(5);
		const labels = createGrid(
			Uint8Array.from({ length: 12 ** 3 }, () => [0, 5, 7, 255][random.integer(4)]),
			[12, 12, 12],
		);
		const matrix = affineMatrix({ rotate: [0.3, 0.1, -0.2], scale: [1.3, 0.7, 1] });
		for (const padding of ['zeros', 'border'] as const) {
			const found = new Set(resampleNearest(labels, matrix, { padding, shape: [8, 7, 19] }).values);
			expect([...found].sort((a, b) => a - b)).toEqual([0, 5, 7, 255]);
		}
	});

	const parts = { rotate: [0.25, -0.15, 0.4], shear: [0.05, 0, -0.08, 0.1, 0, 0.03] } as const;
	const cases: [string, AffineParts][] = [
		['rotate_hippo_seg', { rotate: [0.3, -0.2, 0.5] }],
		['affine_hippo_seg', { ...parts, translate: [2.5, -3, 1.25], scale: [1.1, 0.9, 1.2] }],
	];
	it.skipIf(withoutData).each(cases)("gives MONAI's %s (../shared/data)", async (name, affine) => {
		const { entry, input, expected, sample } = await goldenTransform(name);
		const { shape } = input;
		const labels = createGrid(Uint8Array.from(toGrid(input).values), shape);
		const ours = sample(resampleNearest(labels, affineMatrix(affine)));
		const equal = ours.filter((label, v) => label === expected[v]).length / ours.length;
		expect(equal).toBeGreaterThanOrEqual(entry.tolerance.equal_fraction);
	});
});
