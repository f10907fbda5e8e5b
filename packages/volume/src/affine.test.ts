import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type Affine,
	affineSpacing,
	invertAffine,
	multiplyAffine,
	scalingAffine,
	voxelToWorld,
	worldToVoxel,
} from './affine.ts';
import { arbitraryAffine } from './testing/arbitraryVolume.ts';
import { VolumeError } from './volumeError.ts';

// Columns (0, 2, 0), (0, 0, -3), (4, 0, 0): i to anterior, j to inferior, k to right.
const air: Affine = [
	[0, 0, 4, 0],
	[2, 0, 0, 0],
	[0, -3, 0, 0],
	[0, 0, 0, 1],
];

describe('affine', () => {
	it('places voxels in the world and back', () => {
		expect(voxelToWorld(air, [1, 2, 3])).toEqual([12, 2, -6]);
		expect(worldToVoxel(air, [12, 2, -6])).toEqual([1, 2, 3]);
		expect(affineSpacing(air)).toEqual([2, 3, 4]);
		expect(voxelToWorld(scalingAffine([2, 3, 4], [-5, 7, 9]), [3, 2, 4])).toEqual([1, 13, 25]);
	});

	it('is undone by its inverse', () => {
		const index = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -500, max: 500, noNaN: true })));
		fc.assert(
			fc.property(arbitraryAffine, index, (affine, values) => {
				const point = values as [number, number, number];
				const back = worldToVoxel(affine, voxelToWorld(affine, point));
				for (const axis of [0, 1, 2] as const) expect(back[axis]).toBeCloseTo(point[axis], 6);
				const identity = multiplyAffine(affine, invertAffine(affine)).flat();
				for (const [n, value] of identity.entries()) expect(value).toBeCloseTo(n % 5 === 0 ? 1 : 0, 8);
			}),
		);
	});

	it('is composed right to left', () => {
		const point = [1, 2, 3] as const;
		const product = multiplyAffine(air, scalingAffine([2, 2, 2], [1, 0, 0]));
		expect(voxelToWorld(product, point)).toEqual(voxelToWorld(air, [3, 4, 6]));
	});

	it('has no inverse where a column is zero', () => {
		expect(() => invertAffine(scalingAffine([1, 0, 1]))).toThrow(VolumeError);
	});
});
