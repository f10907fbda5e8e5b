import { createVolume, scalingAffine } from '@unetr/volume';
import { maxAbsOverMax } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { createGrid, type Grid } from './grid.ts';
import { goldenTransform, withoutData } from './testing/goldenTransform.ts';
import { toGrid } from './toGrid.ts';
import { zScore } from './zScore.ts';

const grid = (values: readonly number[]): Grid<Float32Array> =>
	createGrid(Float32Array.from(values), [values.length, 1, 1]);

describe('zScore', () => {
	it('gives zeros for a constant image, for zeros only and for values that are not finite', () => {
		const zeros = new Float32Array(3);
		expect(zScore(grid([7, 7, 7])).values).toEqual(zeros);
		expect(zScore(grid([0.1, 0.1, 0.1])).values).toEqual(zeros);
		expect(zScore(grid([7, 7, 7]), { nonzero: true }).values).toEqual(zeros);
		expect(zScore(grid([0, 0, 0]), { nonzero: true }).values).toEqual(zeros);
		expect(zScore(grid([Number.NaN, Infinity, -Infinity])).values).toEqual(zeros);
		expect(zScore(grid([Number.NaN, 1, 3])).values).toEqual(Float32Array.of(0, -1, 1));
	});

	it('gives float32 for integers, channel by channel', () => {
		const voxels = Int16Array.from({ length: 24 }, (_, v) => v);
		const volume = createVolume({ voxels, shape: [3, 4, 1], channels: 2, affine: scalingAffine([1, 1, 1]) });
		const { values } = zScore(toGrid(volume));
		for (const c of [0, 1]) {
			const channel = Array.from(values).filter((_, v) => v % 2 === c);
			expect(Math.min(...channel)).toBeCloseTo(-1.593255, 6);
			expect(Math.max(...channel)).toBeCloseTo(1.593255, 6);
		}
		const whole = zScore(toGrid(volume), { perChannel: false }).values;
		expect(whole[0]).toBeCloseTo(-11.5 / Math.sqrt((24 ** 2 - 1) / 12), 6);
	});

	it('remembers nothing from one image to the next', () => {
		const [first, other] = [grid([0, 1]), grid([0, 10])];
		const before = zScore(first).values;
		expect(zScore(other).values).toEqual(before);
		expect(zScore(first).values).toEqual(before);
		expect(first.values).toEqual(Float32Array.of(0, 1));
	});

	it.skipIf(withoutData).each([
		['normalize_all_hippo', false],
		['normalize_nonzero_mr', true],
	])("gives MONAI's %s on a real volume (../shared/data)", async (name, nonzero) => {
		const { entry, input, expected, sample } = await goldenTransform(name);
		const ours = sample(zScore(toGrid(input), { nonzero }));
		expect(maxAbsOverMax(ours, expected)).toBeLessThanOrEqual(entry.tolerance.max_abs_over_max);
	});
});
