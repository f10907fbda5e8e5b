import type { Point3 } from '../affine.ts';
import { VolumeError } from '../volumeError.ts';
import type { VoxelArray } from '../voxelArray.ts';
import { checkFilled } from './checkFilled.ts';
import { LowerEnvelope } from './lowerEnvelope.ts';
import { squaredDistancesInRows } from './squaredDistancesInRows.ts';

/** Options of `distanceTransform`. */
export interface DistanceTransformOptions {
	/** Voxel size along each axis of the shape, any unit; default 1 1 1. */
	readonly spacing?: Point3;
	/** What distances lead to: the nearest voxel that is 0 (default, as scipy's), or the nearest that is not. */
	readonly to?: 'zero' | 'nonzero';
	/** Squared distances, which save the square roots; default false. */
	readonly squared?: boolean;
	/**
	 * Where the result goes, one value a voxel; default a new array. The first touch of fresh memory can take longer than
	 * the distances, so give it where many masks of one size are transformed.
	 */
	readonly into?: Float64Array<ArrayBuffer>;
}

/** Values of the lines that are worked on together; at least eight lines, so that memory is read in whole cache lines. */
const BLOCK = 1024;

/** Keeps the lines of a block apart in the cache where their length is a power of two. */
const PAD = 5;

/**
 * Exact Euclidean distance of each voxel to the nearest voxel of a set, `d(p) = min_q ‖s ∘ (p − q)‖`, in linear time.
 *
 * One axis after the other: distances within rows, then lower envelopes of parabolas (Felzenszwalb & Huttenlocher 2012,
 * Theory of Computing 8:415). Needs 8 bytes a voxel, its result, and a few lines.
 *
 * @param mask any voxel type
 * @param shape voxels along each axis, the last one fastest in memory; reversed for the file order of a `Volume`
 * @returns distances between voxel centres in the unit of the spacing, Infinity where the set is empty
 * @throws VolumeError where mask and shape do not fit, or a spacing is not above 0
 */
export function distanceTransform(
	mask: VoxelArray,
	shape: Point3,
	{ spacing = [1, 1, 1], to = 'zero', squared = false, into }: DistanceTransformOptions = {},
): Float64Array<ArrayBuffer> {
	checkFilled(mask, shape);
	if (spacing.length !== 3 || !spacing.every((s) => s > 0 && s < Number.POSITIVE_INFINITY)) {
		throw new VolumeError(`spacing is [${spacing.join(', ')}]; it must be three lengths above 0`);
	}
	const [n0, n1, n2] = shape;
	if (into !== undefined && into.length !== mask.length) {
		throw new VolumeError(`into holds ${into.length} values for ${mask.length} voxels`);
	}
	const distances = into?.fill(0) ?? new Float64Array(mask.length);
	const plane = n1 * n2;
	for (let start = 0; start < mask.length; start += plane) {
		const slab = distances.subarray(start, start + plane);
		squaredDistancesInRows(mask.subarray(start, start + plane), to === 'zero', slab, n2, spacing[2]);
		alongAxis(slab, n1, spacing[1]);
	}
	alongAxis(distances, n0, spacing[0], !squared);
	return distances;
}

/** Takes squared distances on along the slowest axis of a block of `length` planes, to their roots if they are asked for. */
function alongAxis(distances: Float64Array, length: number, spacing: number, roots = false): void {
	if (length === 1 && !roots) return;
	const plane = distances.length / length;
	const envelope = new LowerEnvelope(length, spacing);
	const block = Math.max(8, Math.floor(BLOCK / length));
	const pitch = length + PAD;
	const lines = new Float64Array(pitch * block);
	for (let first = 0; first < plane; first += block) {
		const width = Math.min(block, plane - first);
		if (gather(distances, first, plane, lines, pitch, width) === 0) continue;
		for (let line = 0; line < width; line++) envelope.lower(lines, line * pitch);
		if (roots) for (let m = 0; m < lines.length; m++) lines[m] = Math.sqrt(lines[m]);
		for (let n = 0, v = first; v < distances.length; n++, v += plane) {
			for (let line = 0, m = n; line < width; line++, m += pitch) distances[v + line] = lines[m];
		}
	}
}

/** Lays lines one behind the other and says what their largest value is. */
function gather(
	distances: Float64Array,
	first: number,
	plane: number,
	lines: Float64Array,
	pitch: number,
	width: number,
): number {
	let most = 0;
	for (let n = 0, v = first; v < distances.length; n++, v += plane) {
		for (let line = 0, m = n; line < width; line++, m += pitch) {
			const distance = distances[v + line];
			lines[m] = distance;
			if (distance > most) most = distance;
		}
	}
	return most;
}
