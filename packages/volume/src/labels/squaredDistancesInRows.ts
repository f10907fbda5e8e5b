import type { VoxelArray } from '../voxelArray.ts';

/**
 * Squared distance of each voxel to the nearest voxel of the set in its row; Infinity in rows without one.
 *
 * @param mask some rows
 * @param toZero whether the set is the voxels that are 0, or those that are not
 * @param distances what to fill, all 0 before
 * @param rowLength voxels along the fastest axis
 */
export function squaredDistancesInRows(
	mask: VoxelArray,
	toZero: boolean,
	distances: Float64Array,
	rowLength: number,
	spacing: number,
): void {
	for (let start = 0; start < mask.length; start += rowLength) {
		const end = start + rowLength;
		let last = Number.NEGATIVE_INFINITY;
		for (let v = start; v < end; v++) {
			if ((mask[v] === 0) !== toZero) continue;
			if (last + 1 < v) fillGap(distances, last, v, start, spacing);
			last = v;
		}
		if (last < 0) distances.fill(Number.POSITIVE_INFINITY, start, end);
		else for (let v = last + 1; v < end; v++) distances[v] = ((v - last) * spacing) ** 2;
	}
}

/** Fills the voxels between two of the set; those of the set keep their 0. */
function fillGap(distances: Float64Array, last: number, next: number, start: number, spacing: number): void {
	for (let v = Math.max(last + 1, start); v < next; v++) {
		distances[v] = (Math.min(v - last, next - v) * spacing) ** 2;
	}
}
