import type { Volume, VoxelGrid } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import { type FrameVoxels, framePlacer, slicePlane } from './framePlane.ts';

/** Volumes looked at slice by slice of another grid that has the same voxels, in whatever order. */
export interface SlicedVolumes {
	readonly grid: VoxelGrid;
	/** For each volume, where the pixels of each slice are among its voxels. */
	readonly places: readonly (readonly FrameVoxels[])[];
	readonly volumes: readonly Volume[];
}

/**
 * Finds the slices of a series in volumes made from it.
 * @param grid of the series, or the first volume's own
 * @throws DicomError where a volume does not have the voxels of the grid
 */
export function sliceVolumes(volumes: readonly Volume[], grid: VoxelGrid): SlicedVolumes {
	const slices = Array.from({ length: grid.shape[2] }, (_, k) => slicePlane(grid, k));
	const places = volumes.map((volume, n) => {
		const name = volumes.length === 1 ? 'the label map' : `label map ${n + 1}`;
		const count = (shape: VoxelGrid['shape']): number => shape[0] * shape[1] * shape[2];
		if (count(volume.shape) !== count(grid.shape)) {
			throw new DicomError(
				`${name} has ${volume.shape.join(' × ')} voxels and the segmented series ${grid.shape.join(' × ')}; bring it back onto the grid of the series`,
			);
		}
		const place = framePlacer(volume, name);
		return slices.map((slice, k) => place(slice, `slice ${k + 1} of the series`));
	});
	return { grid, places, volumes };
}

/** Visits the values of one channel of a volume in slice k, row after row. */
export function forEachInSlice(
	{ volumes, places, grid }: SlicedVolumes,
	volume: number,
	k: number,
	visit: (value: number, pixel: number) => void,
	channel = 0,
): void {
	const [columns, rows] = grid.shape;
	const { offset, columnStride, rowStride } = places[volume]![k]!;
	const { voxels } = volumes[volume]!;
	const start = offset + channel * columns * rows * grid.shape[2];
	for (let row = 0, pixel = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++, pixel++) {
			visit(voxels[start + column * columnStride + row * rowStride]!, pixel);
		}
	}
}
