import type { DicomIdentity, Volume, VoxelGrid } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import { type FrameVoxels, framePlacer, slicePlane } from './framePlane.ts';

/** Volumes looked at slice by slice of the series that they were made from, in whatever order their axes are. */
export interface SlicedVolumes {
	/** Undefined where no images are known. */
	readonly series: DicomIdentity | undefined;
	/** Of the series, or else of the reference or the first volume. */
	readonly grid: VoxelGrid;
	readonly volumes: readonly Volume[];
	/** For each volume, where the pixels of each slice are among its voxels. */
	readonly places: readonly (readonly FrameVoxels[])[];
}

/**
 * Finds the slices of a series in volumes made from it.
 * @param reference volume that knows the series, or what it knows; the first of the volumes by default
 * @throws DicomError where a volume does not have the voxels of the series
 */
export function sliceVolumes(
	labels: Volume | readonly Volume[],
	reference: Volume | DicomIdentity | undefined,
): SlicedVolumes {
	const volumes = 'voxels' in labels ? [labels] : labels;
	if (volumes.length === 0) throw new DicomError('there is no map of labels to write');
	const known = reference ?? volumes[0]!;
	const series = 'header' in known ? known.header.dicom : known;
	const grid = series?.grid ?? ('header' in known ? known : volumes[0]!);
	if (series !== undefined && series.slices.length < grid.shape[2]) {
		throw new DicomError(
			`the series has ${grid.shape[2]} slices, but names the images of ${series.slices.length}`,
		);
	}
	const slices = Array.from({ length: grid.shape[2] }, (_, k) => slicePlane(grid, k));
	const places = volumes.map((volume, n) => {
		const name = volumes.length === 1 ? 'the label map' : `label map ${n + 1}`;
		if (voxelCount(volume) !== voxelCount(grid)) {
			throw new DicomError(
				`${name} has ${volume.shape.join(' × ')} voxels and the segmented series ${grid.shape.join(' × ')}; bring it back onto the grid of the series`,
			);
		}
		const place = framePlacer(volume, name);
		return slices.map((slice, k) => place(slice, `slice ${k + 1} of the series`));
	});
	return { series, grid, volumes, places };
}

function voxelCount({ shape }: VoxelGrid): number {
	return shape[0] * shape[1] * shape[2];
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
	const start = offset + channel * voxelCount(grid);
	for (let row = 0, pixel = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++, pixel++) {
			visit(voxels[start + column * columnStride + row * rowStride]!, pixel);
		}
	}
}
