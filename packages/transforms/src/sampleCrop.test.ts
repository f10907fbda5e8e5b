import { describe, expect, it } from 'vitest';
import { createGrid, type Triple } from './grid.ts';
import { Random } from './random.ts';
import { sampleCrop } from './sampleCrop.ts';

/** An image whose voxels are their index plus one (0 is padding), and a label with the given voxels set. */
function makeCase(shape: Triple, foreground: readonly number[] = []) {
	const length = shape[0] * shape[1] * shape[2];
	const label = new Uint8Array(length);
	for (const voxel of foreground) label[voxel] = 2;
	const image = createGrid(
		Float32Array.from({ length }, (_, v) => v + 1),
		shape,
	);
	return { image, label: createGrid(label, shape) };
}

describe('sampleCrop', () => {
	it('takes crops from anywhere where there is no foreground, with one warning that names the case', () => {
		const { image, label } = makeCase([20, 20, 20]);
		const warnings: string[] = [];
		const random = new Random(1);
		const starts = new Set<number>();
		for (let n = 0; n < 4; n++) {
			const options = {
				random,
				foregroundProbability: 1,
				caseId: 'case_007',
				onWarning: (w: string) => warnings.push(w),
			};
			const crop = sampleCrop(image, label, [16, 16, 16], options);
			expect(crop.image.shape).toEqual([16, 16, 16]);
			expect(crop.image.values).toHaveLength(16 ** 3);
			expect(crop.image.values.every((x) => x > 0)).toBe(true);
			starts.add(crop.image.values[0]);
		}
		expect(starts.size).toBeGreaterThan(1);
		expect(warnings).toEqual([expect.stringContaining('case_007')]);
	});

	it('centres and pads a case that is thinner than the crop', () => {
		const { image, label } = makeCase([20, 20, 10], [5]);
		const crop = sampleCrop(image, label, [16, 16, 16], { random: new Random(1), foregroundProbability: 1 });
		for (const grid of [crop.image, crop.label]) expect(grid.shape).toEqual([16, 16, 16]);
		const rows = Array.from({ length: 256 }, (_, row) => crop.image.values.subarray(row * 16, row * 16 + 16));
		for (const row of rows) {
			expect(Array.from(row, (x) => x > 0)).toEqual([
				...Array(3).fill(false),
				...Array(10).fill(true),
				...Array(3).fill(false),
			]);
		}
	});

	it('holds the drawn foreground voxel, at its centre where borders let it, in the wanted share of crops', () => {
		const [centre, corner] = [(10 * 20 + 9) * 20 + 11, 0];
		const { image, label } = makeCase([20, 20, 20], [centre, corner]);
		const random = new Random(3);
		let [atCentre, atCorner, elsewhere] = [0, 0, 0];
		for (let n = 0; n < 1000; n++) {
			const { image: crop, label: labels } = sampleCrop(image, label, [4, 5, 6], {
				random,
				foregroundProbability: 0.5,
			});
			if (crop.values[(2 * 5 + 2) * 6 + 3] === centre + 1) atCentre++;
			else if (crop.values[0] === corner + 1) atCorner++;
			else elsewhere++;
			for (const [v, x] of crop.values.entries()) {
				if (labels.values[v] !== (x === centre + 1 || x === corner + 1 ? 2 : 0))
					throw new Error('label and image part');
			}
		}
		// 500 ± 5 sd of each kind of crop; the two foreground voxels share theirs
		expect(Math.abs(elsewhere - 500)).toBeLessThan(80);
		expect(Math.abs(atCentre - 250)).toBeLessThan(70);
		expect(Math.abs(atCorner - 250)).toBeLessThan(70);
	});

	it('does not take voxels of the label to ignore for foreground', () => {
		const { image, label } = makeCase([9, 9, 9], [4 + 9 * (4 + 9 * 4)]);
		label.values.fill(5, 0, 9 * 9 * 3);
		const random = new Random(3);
		for (let n = 0; n < 10; n++) {
			const options = { random, foregroundProbability: 1, ignoreLabel: 5 };
			expect(sampleCrop(image, label, [3, 3, 3], options).label.values[13]).toBe(2);
		}
	});

	it('repeats with the same random state', () => {
		const { image, label } = makeCase([9, 9, 9], [100, 400]);
		const draw = (random: Random) =>
			sampleCrop(image, label, [4, 4, 4], { random, foregroundProbability: 0.5 }).image.values;
		const random = new Random(6);
		const again = Random.fromState(random.state);
		for (let n = 0; n < 5; n++) expect(draw(again)).toEqual(draw(random));
	});

	it('refuses image and label of different shapes, and shares that are none', () => {
		const { image, label } = makeCase([4, 5, 6]);
		const options = { random: new Random(0), foregroundProbability: 0.5 };
		expect(() => sampleCrop(image, makeCase([4, 6, 5]).label, [2, 2, 2], options)).toThrow(
			'image has 4×5×6 voxels, its label 4×6×5',
		);
		expect(() => sampleCrop(image, label, [2, 2, 0], options)).toThrow('crop is [2, 2, 0]');
		expect(() => sampleCrop(image, label, [2, 2, 2], { ...options, foregroundProbability: 1.5 })).toThrow(
			'foregroundProbability is 1.5',
		);
	});
});
