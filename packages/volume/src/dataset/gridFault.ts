import type { Point3 } from '../affine.ts';
import { gridDistanceMm, type VoxelGrid } from '../sameGrid.ts';
import type { DatasetProblem } from './dataset.ts';

/** A problem without its place. */
export type Fault = Pick<DatasetProblem, 'kind' | 'problem' | 'cure'>;

/**
 * What keeps a volume from lying on the grid of an image.
 * @param what how the sentence names the volume ('the label map')
 * @param toleranceMm largest distance allowed between corresponding voxels, mm
 */
export function gridFault(
	what: string,
	volume: VoxelGrid,
	image: VoxelGrid,
	toleranceMm: number,
): Fault | undefined {
	const cure = `bring ${what} onto the grid of the image`;
	// Of two shapes the affines are compared where both have voxels.
	const shape = image.shape.map((n, axis) => Math.min(n, volume.shape[axis]!)) as unknown as Point3;
	const distance = gridDistanceMm({ ...image, shape }, volume);
	const apart = `puts voxels up to ${distance.toPrecision(4)} mm from those of its image (${toleranceMm} mm allowed)`;
	if (!volume.shape.every((n, axis) => n === image.shape[axis])) {
		const shapes = `${what} has the shape ${volume.shape.join(' x ')}, its image ${image.shape.join(' x ')}`;
		const problem = distance <= toleranceMm ? shapes : `${shapes}, and its affine ${apart}`;
		return { kind: 'grid', problem, cure };
	}
	if (distance <= toleranceMm) return undefined;
	return {
		kind: 'grid',
		problem: `the affine of ${what} ${apart}`,
		cure: `${cure}, or copy the affine if only the header is wrong`,
	};
}
