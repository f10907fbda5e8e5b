import {
	type Affine,
	affineSpacing,
	invertAffine,
	type Point3,
	type VoxelGrid,
	voxelToWorld,
} from '@unetr/volume';
import { DicomError } from '../dicomError.ts';

/** Where a frame lies: all in RAS+ mm. */
export interface FramePlane {
	/** Centre of the first pixel. */
	readonly originMm: Point3;
	/** From a pixel to the next of its row. */
	readonly columnStepMm: Point3;
	/** From a pixel to the next of its column. */
	readonly rowStepMm: Point3;
	readonly columns: number;
	readonly rows: number;
}

/** Where a frame's pixels are among the voxels of a grid: pixel (c, r) is voxel `offset + c·columnStride + r·rowStride`. */
export interface FrameVoxels {
	readonly offset: number;
	readonly columnStride: number;
	readonly rowStride: number;
}

/** How far a pixel's centre may be from its voxel's, as a share of the smallest voxel size. */
const TOLERANCE = 0.05;

/** Plane of one slice of a grid: columns along i, rows along j. */
export function slicePlane({ affine, shape }: VoxelGrid, k: number): FramePlane {
	const column = (c: 0 | 1 | 2 | 3): Point3 => [affine[0][c], affine[1][c], affine[2][c]];
	const [origin, step] = [column(3), column(2)];
	return {
		originMm: [origin[0] + k * step[0], origin[1] + k * step[1], origin[2] + k * step[2]],
		columnStepMm: column(0),
		rowStepMm: column(1),
		columns: shape[0],
		rows: shape[1],
	};
}

/**
 * Makes the finder of frames in a grid whose axes may run in another order or the other way, but whose voxel centres are
 * those of the frames' pixels.
 * @param gridName how messages name the grid
 */
export function framePlacer(
	{ affine, shape }: VoxelGrid,
	gridName: string,
): (plane: FramePlane, name: string) => FrameVoxels {
	const toIndex = invertAffine(affine);
	const spacingMm = affineSpacing(affine);
	const strides = [1, shape[0], shape[0] * shape[1]];
	const linear = (index: readonly number[]): number =>
		index.reduce((sum, n, axis) => sum + n * strides[axis]!, 0);
	return (plane, name) => {
		const cure = 'give the series that was segmented';
		const first = voxelToWorld(toIndex, plane.originMm).map(Math.round);
		const right = turned(toIndex, plane.columnStepMm).map(Math.round);
		const below = turned(toIndex, plane.rowStepMm).map(Math.round);
		for (const [c, r] of corners(plane)) {
			const index = first.map((n, axis) => n + c * right[axis]! + r * below[axis]!);
			const exact = voxelToWorld(toIndex, pixelMm(plane, c, r));
			const offMm = Math.hypot(...exact.map((n, axis) => (n - index[axis]!) * spacingMm[axis]!));
			if (!(offMm <= TOLERANCE * Math.min(...spacingMm)) || !isUnit(right) || !isUnit(below)) {
				throw new DicomError(
					`${name} does not lie on the voxels of ${gridName} (pixel ${c}, ${r} is ${offMm.toFixed(2)} mm off); ${cure}`,
				);
			}
			const outside = index.findIndex((n, axis) => n < 0 || n >= shape[axis]!);
			if (outside < 0) continue;
			throw new DicomError(
				`${name} reaches voxel ${index[outside]} along ${'ijk'[outside]} of ${gridName}, which has ${shape[outside]}; ${cure}`,
			);
		}
		return { offset: linear(first), columnStride: linear(right), rowStride: linear(below) };
	};
}

function corners({ columns, rows }: FramePlane): [number, number][] {
	return [0, columns - 1].flatMap((c) => [0, rows - 1].map((r): [number, number] => [c, r]));
}

function pixelMm({ originMm, columnStepMm, rowStepMm }: FramePlane, c: number, r: number): Point3 {
	const along = (axis: 0 | 1 | 2): number => originMm[axis] + c * columnStepMm[axis] + r * rowStepMm[axis];
	return [along(0), along(1), along(2)];
}

/** A direction in mm as a step of voxel indices. */
function turned(toIndex: Affine, step: Point3): [number, number, number] {
	const [start, end] = [voxelToWorld(toIndex, [0, 0, 0]), voxelToWorld(toIndex, step)];
	return [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
}

function isUnit(step: readonly number[]): boolean {
	return step.reduce((sum, n) => sum + Math.abs(n), 0) === 1;
}
