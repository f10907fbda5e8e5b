import type { VoxelArray } from '@unetr/volume';
import { checkShape, type Grid, type Triple } from './grid.ts';
import { type GridWindow, takeWindow } from './gridWindow.ts';

/**
 * Pads symmetrically to at least `shape`: ⌊(shape − n) / 2⌋ voxels before, the rest after; larger axes stay.
 *
 * As MONAI's SpatialPad.
 *
 * @param shape voxels along i, j, k
 * @param value of the padding, default 0
 */
export function padToShape<T extends VoxelArray>(grid: Grid<T>, shape: Triple, value = 0): GridWindow<T> {
	checkShape('shape to pad to', shape);
	const target = triple((axis) => Math.max(shape[axis], grid.shape[axis]));
	return centred(grid, target, value);
}

/**
 * Crops the centre to at most `shape`, from voxel ⌊n / 2⌋ − ⌊shape / 2⌋ on; smaller axes stay.
 *
 * As MONAI's CenterSpatialCrop.
 *
 * @param shape voxels along i, j, k
 */
export function cropToShape<T extends VoxelArray>(grid: Grid<T>, shape: Triple): GridWindow<T> {
	checkShape('shape to crop to', shape);
	const target = triple((axis) => Math.min(shape[axis], grid.shape[axis]));
	return centred(grid, target, 0);
}

/**
 * Brings a grid to exactly `shape`: larger axes are cropped to their centre, smaller ones padded on both sides.
 *
 * As MONAI's ResizeWithPadOrCrop.
 *
 * @param shape voxels along i, j, k
 * @param value of the padding, default 0
 */
export function padOrCrop<T extends VoxelArray>(grid: Grid<T>, shape: Triple, value = 0): GridWindow<T> {
	checkShape('shape', shape);
	return centred(grid, shape, value);
}

/** Where a centred window of `size` voxels starts on an axis of `n`. */
export function centredStart(n: number, size: number): number {
	return n > size ? Math.floor(n / 2) - Math.floor(size / 2) : 0 - Math.floor((size - n) / 2);
}

function centred<T extends VoxelArray>(grid: Grid<T>, shape: Triple, value: number): GridWindow<T> {
	return takeWindow(
		grid,
		triple((axis) => centredStart(grid.shape[axis], shape[axis])),
		shape,
		value,
	);
}

function triple(of: (axis: 0 | 1 | 2) => number): Triple {
	return [of(0), of(1), of(2)];
}
