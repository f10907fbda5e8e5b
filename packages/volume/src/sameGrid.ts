import { type Affine, type Point3, voxelToWorld } from './affine.ts';

/** The voxel grid of a volume: its shape along i, j, k and its place in the world. */
export interface VoxelGrid {
	readonly shape: Point3;
	readonly affine: Affine;
}

/**
 * Whether two grids have one shape and every voxel in one place: no corner voxel is further off than the tolerance.
 * @param toleranceMm largest distance allowed between corresponding voxel centres, mm
 */
export function sameGrid(a: VoxelGrid, b: VoxelGrid, toleranceMm = 0.01): boolean {
	return a.shape.every((n, axis) => n === b.shape[axis]) && gridDistanceMm(a, b) <= toleranceMm;
}

/** Largest distance in mm between corresponding voxel centres of two grids of one shape; it is at a corner. */
export function gridDistanceMm(a: VoxelGrid, b: VoxelGrid): number {
	let largest = 0;
	for (let corner = 0; corner < 8; corner++) {
		const index: Point3 = [
			corner & 1 ? a.shape[0] - 1 : 0,
			corner & 2 ? a.shape[1] - 1 : 0,
			corner & 4 ? a.shape[2] - 1 : 0,
		];
		const p = voxelToWorld(a.affine, index);
		const q = voxelToWorld(b.affine, index);
		largest = Math.max(largest, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]));
	}
	return largest;
}
