import { describe, expect, it } from 'vitest';
import type { Affine, Row4 } from './affine.ts';
import { axisDirections, orientationCode, parseOrientation } from './orientation.ts';

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

describe('axisDirections', () => {
	const grid = (x: number[], y: number[], z: number[]): Affine =>
		[
			[...x, 0],
			[...y, 0],
			[...z, 0],
			[0, 0, 0, 1],
		] as unknown as Affine;
	const code = (x: number[], y: number[], z: number[]): string => orientationCode(grid(x, y, z));

	it('takes axes from the closest rotation, so that a sheared axis does not take the place of a straight one', () => {
		// j is sheared so far towards x that x is its largest component; the i axis has x to itself
		expect(code([1, 2, 0], [0, 1, 0], [0, 0, 1])).toBe('RAS');
	});

	it('takes each world axis once, just beyond 45° too', () => {
		const [c, s] = [Math.cos(0.8), Math.sin(0.8)];
		expect(code([c, -s, 0], [s, c, 0], [0, 0, -5])).toBe('ALI');
		const [d, t] = [Math.cos(0.77), Math.sin(0.77)];
		expect(code([d, -t, 0], [t, d, 0], [0, 0, -5])).toBe('RAI');
	});

	it('refuses an affine without three axes', () => {
		expect(() => axisDirections(grid([1, 1, 0], [0, 0, 0], [0, 0, 1]))).toThrow('is singular');
		expect(() => axisDirections(grid([0, 0, 0], [0, 1, 0], [0, 0, 1]))).toThrow('is singular');
	});
});

describe('parseOrientation', () => {
	it('reads letters as the direction in which an axis grows', () => {
		expect(parseOrientation('PIR')).toEqual([
			{ world: 1, sign: -1 },
			{ world: 2, sign: -1 },
			{ world: 0, sign: 1 },
		]);
		for (const code of ['', 'RA', 'RASS', 'RAL', 'XYZ', 'R\u{1F600}']) {
			expect(() => parseOrientation(code)).toThrow('is no orientation');
		}
	});
});
