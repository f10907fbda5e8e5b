import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceTransform } from './distanceTransform.ts';

type Triple = [number, number, number];

/** Distance of each voxel to the nearest of the voxels that hold `value`, all pairs compared. */
function byAllPairs(mask: Uint8Array, [, n1, n2]: Triple, spacing: Triple, value: 0 | 1): Float64Array {
	const place = (v: number): Triple => [
		Math.floor(v / (n1 * n2)) * spacing[0],
		(Math.floor(v / n2) % n1) * spacing[1],
		(v % n2) * spacing[2],
	];
	const set = [...mask.keys()].filter((v) => mask[v] === value).map(place);
	return Float64Array.from(mask, (_, v) => {
		const [x, y, z] = place(v);
		let least = Number.POSITIVE_INFINITY;
		for (const [a, b, c] of set) least = Math.min(least, (x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2);
		return Math.sqrt(least);
	});
}

const spacingMm = fc.double({ min: 0.1, max: 8, noNaN: true });
const grids = (size: fc.Arbitrary<Triple>) =>
	fc.record({
		shape: size,
		spacing: fc.tuple(spacingMm, spacingMm, spacingMm),
		percent: fc.constantFrom(0, 1, 5, 50, 97),
		seed: fc.integer(),
	});
const side = fc.integer({ min: 1, max: 9 });

/** A mask with about so many percent of its voxels set. */
function randomMask(length: number, percent: number, seed: number): Uint8Array {
	let state = seed;
	return Uint8Array.from({ length }, () => {
		state = (Math.imul(state, 1664525) + 1013904223) | 0;
		return (state >>> 8) % 100 < percent ? 1 : 0;
	});
}

describe('distanceTransform', () => {
	for (const [what, size, numRuns] of [
		['12×12×12', fc.constant<Triple>([12, 12, 12]), 25],
		['uneven', fc.tuple(side, side, side), 100],
	] as const) {
		it(`agrees with all pairs of voxels on random ${what} grids of any spacing`, () => {
			fc.assert(
				fc.property(grids(size), ({ shape, spacing, percent, seed }) => {
					const mask = randomMask(shape[0] * shape[1] * shape[2], percent, seed);
					for (const [to, value] of [
						['zero', 0],
						['nonzero', 1],
					] as const) {
						const expected = byAllPairs(mask, shape, spacing, value);
						const actual = distanceTransform(mask, shape, { spacing, to });
						const squared = distanceTransform(mask, shape, { spacing, to, squared: true });
						for (const [v, distance] of expected.entries()) {
							if (distance === Number.POSITIVE_INFINITY) expect(actual[v]).toBe(distance);
							else expect(Math.abs(actual[v] - distance)).toBeLessThanOrEqual(1e-13 * distance);
							expect(Math.sqrt(squared[v])).toBe(actual[v]);
						}
					}
				}),
				{ seed: 3, numRuns },
			);
		});
	}

	it('is in the unit of the spacing and Infinity where nothing is near', () => {
		const mask = Uint8Array.of(0, 1, 1, 1, 1, 1);
		expect([...distanceTransform(mask, [2, 1, 3], { spacing: [3, 9, 4] })]).toEqual([
			0,
			4,
			8,
			3,
			5,
			Math.sqrt(73),
		]);
		expect([...distanceTransform(mask, [6, 1, 1])]).toEqual([0, 1, 2, 3, 4, 5]);
		expect([...distanceTransform(new Int16Array(2), [1, 1, 2], { to: 'nonzero' })]).toEqual([
			Number.POSITIVE_INFINITY,
			Number.POSITIVE_INFINITY,
		]);
	});

	it('goes where it is told to, whatever was there', () => {
		const mask = randomMask(120, 10, 4);
		const into = new Float64Array(120).fill(9);
		const distances = distanceTransform(mask, [4, 5, 6], { into });
		expect(distances).toBe(into);
		expect(distances).toEqual(distanceTransform(mask, [4, 5, 6]));
		expect(() => distanceTransform(mask, [4, 5, 6], { into: new Float64Array(7) })).toThrow(
			'into holds 7 values',
		);
	});

	it('holds less than 12 bytes a voxel', () => {
		const mask = randomMask(96 ** 3, 2, 1);
		setFlagsFromString('--expose-gc');
		runInNewContext('gc')();
		const before = process.memoryUsage().arrayBuffers;
		const distances = distanceTransform(mask, [96, 96, 96], { spacing: [1, 2, 3] });
		const bytes = process.memoryUsage().arrayBuffers - before; // the result and what is not collected yet
		expect(bytes).toBeGreaterThanOrEqual(distances.byteLength);
		expect(bytes / mask.length).toBeLessThan(12);
	});

	it('refuses shapes and spacings that do not fit', () => {
		expect(() => distanceTransform(new Uint8Array(7), [2, 2, 2])).toThrow('7 voxels do not fill 2×2×2');
		expect(() => distanceTransform(new Uint8Array(8), [2, 2, 2.5])).toThrow('not [2, 2, 2.5]');
		expect(() => distanceTransform(new Uint8Array(8), [2, 2, 2], { spacing: [1, 0, 1] })).toThrow(
			'spacing is [1, 0, 1]',
		);
	});
});
