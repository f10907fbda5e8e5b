import type { Affine, Point3, VoxelGrid } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { SegmentFrame } from './segmentFrames.ts';

/** How far a slice may be from its place on the even grid, as a share of the step. */
const TOLERANCE = 0.05;
/** What a grid without the series may hold: a file can claim any gap between two frames. */
const MAX_SLICES = 4096;
const MAX_VOXELS = 2 ** 28;

/**
 * The even grid that frames lie on, where the segmented series is not at hand: slices ordered along the normal, slices
 * without a frame between them included.
 * @throws DicomError where no even grid passes through the frames, or it would be huge
 */
export function frameGrid(name: string, frames: readonly SegmentFrame[]): VoxelGrid {
	const { columnStepMm: u, rowStepMm: v, columns, rows } = frames[0]!.plane;
	const turned = frames.find(
		({ plane }) => !isParallel(plane.columnStepMm, u) || !isParallel(plane.rowStepMm, v),
	);
	if (turned !== undefined) {
		throw new DicomError(
			`${turned.name} has another orientation or pixel size than frame 1; give the series`,
		);
	}
	// In RAS as in LPS: both axes turn, so that the product of the two directions does not.
	const normal = unit([u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]);
	const sorted = frames.map(({ plane }) => plane.originMm).sort((a, b) => dot(a, normal) - dot(b, normal));
	const [first, last] = [sorted[0]!, sorted.at(-1)!];
	const depths = sorted.map((origin) => dot(origin, normal) - dot(first, normal));
	const step = evenStep(name, frames[0]!, depths);
	const count = Math.round(depths.at(-1)! / step) + 1;
	if (count > MAX_SLICES || count * columns * rows > MAX_VOXELS) {
		throw new DicomError(
			`${name}: frames ${depths.at(-1)!.toFixed(1)} mm apart on a grid of ${step} mm make ${count} slices of ${columns} × ${rows}; give the series that was segmented`,
		);
	}
	const along = (axis: 0 | 1 | 2): number =>
		count > 1 ? (last[axis] - first[axis]) / (count - 1) : step * normal[axis];
	const row = (axis: 0 | 1 | 2): Affine[number] => [u[axis], v[axis], along(axis), first[axis]];
	return { shape: [columns, rows, count], affine: [row(0), row(1), row(2), [0, 0, 0, 1]] };
}

/** The step in mm of which every depth is a multiple: the one stated, or else the smallest gap. */
function evenStep(
	name: string,
	{ spacingBetweenMm, thicknessMm }: SegmentFrame,
	depths: readonly number[],
): number {
	const gaps = depths.slice(1).map((depth, n) => depth - depths[n]!);
	const apart = gaps.filter((gap) => gap > 1e-3);
	const stated = [spacingBetweenMm, thicknessMm].filter((size) => size !== undefined && size > 0) as number[];
	if (apart.length === 0) {
		if (stated.length > 0) return stated[0]!;
		throw new DicomError(
			`${name}: all frames lie in one plane and neither SpacingBetweenSlices nor SliceThickness is stated, so the voxels have no depth; give the series that was segmented`,
		);
	}
	const isEven = (step: number): boolean =>
		depths.every((depth) => Math.abs(depth - Math.round(depth / step) * step) <= TOLERANCE * step);
	const steps = [spacingBetweenMm ?? 0, Math.min(...apart), thicknessMm ?? 0].filter((size) => size > 0);
	const step = steps.find((size) => size <= Math.min(...apart) * (1 + TOLERANCE) && isEven(size));
	if (step !== undefined) return step;
	throw new DicomError(
		`${name}: its frames lie at uneven gaps (from ${Math.min(...apart).toFixed(3)} to ${Math.max(...apart).toFixed(3)} mm), so they make no even grid; give the series that was segmented`,
	);
}

function isParallel(a: Point3, b: Point3): boolean {
	return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) <= 1e-4 * Math.hypot(...b);
}

function unit(v: Point3): Point3 {
	const length = Math.hypot(...v);
	return [v[0] / length, v[1] / length, v[2] / length];
}

function dot(a: Point3, b: Point3): number {
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
