import { type Affine, createVolume, scalingAffine, voxelToWorld } from '@unetr/volume';
import { describe, expect, it } from 'vitest';
import { cropForeground, type ForegroundOptions, foregroundBox } from './cropForeground.ts';
import { cropVolume, volumeForegroundBox } from './cropVolume.ts';
import { createGrid, type Triple } from './grid.ts';
import { Random } from './random.ts';
import { goldenTransform, withoutData } from './testing/goldenTransform.ts';
import { toGrid } from './toGrid.ts';

const oblique: Affine = [
	[0.95, -0.3, 0.2, -30],
	[0.28, 1.1, -0.15, 12.5],
	[-0.12, 0.22, 1.9, -7.25],
	[0, 0, 0, 1],
];
const straight = scalingAffine([2, 3, 4], [-5, 7, 9]);

/** 10×12×14, voxel value its index, foreground [3, 8) × [2, 9) × [4, 14). */
function boxVolume(affine: Affine, foregroundOnly = true) {
	const voxels = Int16Array.from({ length: 10 * 12 * 14 }, (_, v) => {
		const [i, j, k] = [v % 10, Math.floor(v / 10) % 12, Math.floor(v / 120)];
		const inside = i >= 3 && i < 8 && j >= 2 && j < 9 && k >= 4;
		return foregroundOnly && !inside ? 0 : v + 1;
	});
	return createVolume({ voxels, shape: [10, 12, 14], affine });
}

describe('foreground crops', () => {
	it('move the origin by start × affine', () => {
		const volume = boxVolume(straight);
		const box = volumeForegroundBox(volume);
		expect(box).toMatchObject({ start: [3, 2, 4], shape: [5, 7, 10] });
		const cropped = cropVolume(volume, box);
		expect(cropped.shape).toEqual([5, 7, 10]);
		expect(cropped.affine.map((row) => row[3])).toEqual([1, 13, 25, 1]);
		expect(cropped.voxels.every((x) => x > 0)).toBe(true);
	});

	it('keep the world position of every voxel on an oblique grid', () => {
		const volume = boxVolume(oblique, false);
		const cropped = cropVolume(volume, volumeForegroundBox(boxVolume(oblique)));
		const random = new Random(2);
		for (let n = 0; n < 10; n++) {
			const at: Triple = [random.integer(5), random.integer(7), random.integer(10)];
			const value = cropped.voxels[at[0] + 5 * (at[1] + 7 * at[2])];
			expect(value).toBe(at[0] + 3 + 10 * (at[1] + 2) + 120 * (at[2] + 4) + 1);
			const [ours, source] = [
				voxelToWorld(cropped.affine, at),
				voxelToWorld(volume.affine, [at[0] + 3, at[1] + 2, at[2] + 4]),
			];
			for (const axis of [0, 1, 2]) expect(Math.abs(ours[axis] - source[axis])).toBeLessThanOrEqual(1e-6);
		}
	});

	it('refuse a box that was found on another grid', () => {
		const box = volumeForegroundBox(boxVolume(straight));
		expect(() => cropVolume(boxVolume(oblique), box)).toThrow('lies on another');
		const other = createVolume({ voxels: new Uint8Array(8), shape: [2, 2, 2], affine: straight });
		expect(() => cropVolume(other, box)).toThrow('10×12×14 voxels and the volume of 2×2×2');
	});

	it('crop every channel', () => {
		const one = boxVolume(straight, false).voxels;
		const voxels = Int32Array.from([...one, ...one.map((x) => -x)]);
		const volume = createVolume({ voxels, shape: [10, 12, 14], channels: 2, affine: straight });
		const cropped = cropVolume(volume, { start: [3, 2, 4], shape: [5, 7, 10], of: volume }).voxels;
		const first = Array.from(cropped.subarray(0, 350));
		expect(first[0]).toBe(3 + 20 + 480 + 1);
		expect(Array.from(cropped.subarray(350), (x) => -x)).toEqual(first);
	});

	it('take the whole grid where there is no foreground, and refuse odd margins', () => {
		const empty = createGrid(new Uint8Array(24), [2, 3, 4]);
		expect(foregroundBox(empty)).toEqual({ start: [0, 0, 0], shape: [2, 3, 4] });
		expect(() => foregroundBox(empty, { margin: 0.5 })).toThrow('margin of [0.5, 0.5, 0.5]');
	});

	const cases: [string, ForegroundOptions][] = [
		['crop_foreground_seg', { margin: 3 }],
		['crop_foreground_seg_k_divisible', { margin: [1, 2, 0], divisibleBy: 16, stopAtBorder: true }],
		['crop_foreground_ct', { threshold: 300 }],
	];
	it.skipIf(withoutData).each(cases)(
		"give MONAI's %s on a real volume (../shared/data)",
		async (name, options) => {
			const { entry, input, expected, sample } = await goldenTransform(name);
			expect(sample(cropForeground(toGrid(input), options).grid)).toEqual(Array.from(expected));
			const cropped = cropVolume(input, volumeForegroundBox(input, options));
			expect(sample(toGrid(cropped))).toEqual(Array.from(expected));
			for (const [r, row] of entry.output_affine.entries()) {
				for (const [c, value] of row.entries()) expect(cropped.affine[r][c]).toBeCloseTo(value, 6);
			}
		},
	);
});
