import { describe, expect, it } from 'vitest';
import { scalingAffine } from './affine.ts';
import { gridDistanceMm, sameGrid } from './sameGrid.ts';

const grid = { shape: [101, 11, 1] as const, affine: scalingAffine([1, 2, 3], [-10, 0, 5]) };

describe('sameGrid', () => {
	it('allows a shift up to the tolerance', () => {
		const shifted = { ...grid, affine: scalingAffine([1, 2, 3], [-10, 0.5, 5]) };
		expect(gridDistanceMm(grid, shifted)).toBe(0.5);
		expect(sameGrid(grid, shifted)).toBe(false);
		expect(sameGrid(grid, shifted, 0.5)).toBe(true);
	});

	it('sees an error of spacing where it adds up, at the far corner', () => {
		const stretched = { ...grid, affine: scalingAffine([1.001, 2, 3], [-10, 0, 5]) };
		expect(gridDistanceMm(grid, stretched)).toBeCloseTo(0.1, 10);
		expect(sameGrid(grid, stretched, 0.05)).toBe(false);
	});

	it('never calls two shapes the same', () => {
		expect(sameGrid(grid, { ...grid, shape: [101, 11, 2] }, 1000)).toBe(false);
	});
});
