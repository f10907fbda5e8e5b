import { describe, expect, it } from 'vitest';
import { augment } from './augment.ts';
import { type AugmentationSpec, defaultAugmentation, parseAugmentationSpec } from './augmentationSpec.ts';
import { createGrid } from './grid.ts';
import { Random } from './random.ts';
import { randomAffine } from './randomAffine.ts';
import { randomFlip } from './randomFlip.ts';
import { randomIntensity } from './randomIntensity.ts';
import type { TrainingPatch } from './trainingPatch.ts';

/** A bright ball off the centre, labelled 1 where it is bright. */
function ballPatch(): TrainingPatch {
	const size = 16;
	const image = new Float32Array(size ** 3);
	for (let v = 0; v < image.length; v++) {
		const [i, j, k] = [Math.floor(v / size ** 2), Math.floor(v / size) % size, v % size];
		image[v] = Math.max(0, 1.5 - Math.hypot(i - 6, j - 8, k - 9) / 3);
	}
	const label = Uint8Array.from(image, (x) => (x > 0.5 ? 1 : 0));
	return { image: createGrid(image, [size, size, size]), label: createGrid(label, [size, size, size]) };
}

describe('augment', () => {
	it('gives the same patch for the same state, bit for bit, and another for the next', () => {
		const [patch, before] = [ballPatch(), ballPatch()];
		const random = new Random(11);
		const again = Random.fromState(random.state);
		const first = augment(patch, defaultAugmentation, random);
		expect(augment(patch, defaultAugmentation, again)).toEqual(first);
		expect(augment(patch, defaultAugmentation, random).image.values).not.toEqual(first.image.values);
		expect(patch).toEqual(before);
	});

	it('does nothing where the specification says nothing', () => {
		const patch = ballPatch();
		expect(augment(patch, {}, new Random(0))).toEqual(patch);
	});

	it('moves image and label together', () => {
		const { flips = [], affine } = defaultAugmentation;
		const random = new Random(12);
		for (let n = 0; n < 20; n++) {
			const { image, label } = augment(ballPatch(), { flips, affine }, random);
			let differing = 0;
			for (let v = 0; v < label.values.length; v++) {
				if ((image.values[v] > 0.5 ? 1 : 0) !== label.values[v]) differing++;
			}
			// only voxels at the ball's surface, about 110 of them, may fall either way under interpolation
			expect(differing).toBeLessThan(40);
			expect(label.values.filter((x) => x === 1).length).toBeGreaterThan(40);
			expect(new Set(label.values)).toEqual(new Set([0, 1]));
		}
	});

	it('keeps a slice in its plane', () => {
		const ball = ballPatch();
		const plane = (values: ArrayLike<number>): number[] =>
			Array.from({ length: 256 }, (_, v) => values[16 * v + 9]!);
		const slice = {
			image: createGrid(Float32Array.from(plane(ball.image.values)), [16, 16, 1]),
			label: createGrid(Uint8Array.from(plane(ball.label.values)), [16, 16, 1]),
		};
		const disc = slice.label.values.filter((x) => x === 1).length;
		const affine = { probability: 1, rotation: [1, 1, 1], scale: [1, 1], shift: [1, 1, 30] } as const;
		const random = new Random(12);
		const seen = new Set<string>();
		for (let n = 0; n < 20; n++) {
			const { label } = augment(slice, { affine }, random);
			seen.add(label.values.join(''));
			// The disc moves and turns, but its area stays up to the voxels at its rim.
			expect(Math.abs(label.values.filter((x) => x === 1).length - disc)).toBeLessThan(0.25 * disc);
		}
		expect(seen.size).toBeGreaterThan(10);
	});

	it('applies flips and the affine transform as often as their probability says', () => {
		const random = new Random(13);
		const patch = ballPatch();
		const share = (change: () => TrainingPatch): number =>
			Array.from({ length: 400 }, change).filter((result) => result !== patch).length / 400;
		expect(
			Math.abs(share(() => randomFlip(patch, [{ axis: 1, probability: 0.3 }], random)) - 0.3),
		).toBeLessThan(0.12);
		const affine = { ...defaultAugmentation.affine!, probability: 0.8 };
		expect(Math.abs(share(() => randomAffine(patch, affine, random)) - 0.8)).toBeLessThan(0.1);
	});

	it('changes intensities within its ranges, without touching the label', () => {
		const image = createGrid(Float32Array.of(-1, 0, 2), [1, 1, 3]);
		const random = new Random(14);
		const gains: number[] = [];
		for (let n = 0; n < 200; n++) {
			const [a, b, c] = randomIntensity(
				image,
				{ gain: [0.8, 1.2], shift: [-0.2, 0.2], noise: [0, 0] },
				random,
			).values;
			expect(Math.abs(b)).toBeLessThanOrEqual(0.2);
			expect(c - b).toBeCloseTo(2 * (b - a), 5);
			gains.push(b - a);
		}
		expect(Math.min(...gains)).toBeGreaterThanOrEqual(0.8 - 1e-6);
		expect(Math.max(...gains)).toBeLessThanOrEqual(1.2 + 1e-6);
		expect(Math.max(...gains) - Math.min(...gains)).toBeGreaterThan(0.3);
		const noisy = randomIntensity(
			createGrid(new Float32Array(20_000), [20_000, 1, 1]),
			{ gain: [1, 1], shift: [0, 0], noise: [0.1, 0.1] },
			random,
		);
		const variance = noisy.values.reduce((sum, x) => sum + x * x, 0) / 20_000;
		expect(Math.abs(variance - 0.01)).toBeLessThan(0.0005); // 5 sd
	});
});

describe('parseAugmentationSpec', () => {
	it('returns what went through JSON', () => {
		expect(parseAugmentationSpec(JSON.parse(JSON.stringify(defaultAugmentation)))).toEqual(
			defaultAugmentation,
		);
	});

	const affine = defaultAugmentation.affine!;
	const intensity = defaultAugmentation.intensity!;
	it.each<[string, object]>([
		['augmentation.flips is 3', { flips: 3 as unknown as AugmentationSpec['flips'] }],
		['augmentation.flips[0].axis is 3', { flips: [{ axis: 3, probability: 0.5 }] }],
		['augmentation.flips[0].probability is 2', { flips: [{ axis: 0, probability: 2 }] }],
		['augmentation.affine.rotation is 0.26', { affine: { ...affine, rotation: 0.26 } }],
		['augmentation.affine.scale is [0,1]', { affine: { ...affine, scale: [0, 1] } }],
		['augmentation.affine.shift is missing', { affine: { ...affine, shift: undefined } }],
		['augmentation.intensity.noise is [-1,1]', { intensity: { ...intensity, noise: [-1, 1] } }],
		['augmentation.intensity.gain is [1]', { intensity: { ...intensity, gain: [1] } }],
		['unknown field "rotate"', { affine: { ...affine, rotate: 1 } }],
		['augmentation.version is 2', { version: 2 }],
	])('says that %s', (message, json) => {
		expect(() => parseAugmentationSpec(json)).toThrow(message);
	});
});
