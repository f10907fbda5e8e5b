import { describe, expect, it } from 'vitest';
import type { Affine, Row4 } from './affine.ts';
import { axisDirections, orientationCode } from './orientation.ts';

const WORLD = [
	['L', 'R'],
	['P', 'A'],
	['I', 'S'],
] as const;
const PERMUTATIONS = [
	[0, 1, 2],
	[0, 2, 1],
	[1, 0, 2],
	[1, 2, 0],
	[2, 0, 1],
	[2, 1, 0],
] as const;

describe('orientationCode', () => {
	it('names all 48 orientations', () => {
		const seen = new Set<string>();
		for (const permutation of PERMUTATIONS) {
			for (let flips = 0; flips < 8; flips++) {
				const rows = [0, 1, 2].map((world) => [
					...permutation.map((axis, voxel) =>
						axis === world ? (flips & (1 << voxel) ? -1 : 1) * (voxel + 2) : 0,
					),
					5,
				]) as unknown as [Row4, Row4, Row4];
				const code = permutation.map((axis, voxel) => WORLD[axis][flips & (1 << voxel) ? 0 : 1]).join('');
				expect(orientationCode([...rows, [0, 0, 0, 1]])).toBe(code);
				seen.add(code);
			}
		}
		expect(seen.size).toBe(48);
	});

	it('takes the nearest axes of an oblique grid, every world axis once', () => {
		// All three columns lie nearest to x, so two of them must take what is left.
		const affine: Affine = [
			[0.9, 0.8, 0.7, 0],
			[0.3, -0.59, 0.1, 0],
			[0.3, 0.1, 0.7, 0],
			[0, 0, 0, 1],
		];
		expect(orientationCode(affine)).toBe('RPS');
		expect(axisDirections(affine)[1]).toEqual({ world: 1, sign: -1 });
	});
});
