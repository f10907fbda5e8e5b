import type { PhantomGrid } from '../phantoms/phantomGrid.ts';

/** 16×20×18 voxels of 2 mm, axes LPS: the whole phantom, coarse, for tests that must be quick. */
export const SMALL_GRID: PhantomGrid = {
	shape: [16, 20, 18],
	affine: [
		[-2, 0, 0, 15],
		[0, -2, 0, 19],
		[0, 0, 2, -17],
		[0, 0, 0, 1],
	],
	orientation: 'LPS',
};
