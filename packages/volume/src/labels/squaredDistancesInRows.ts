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
	// distance by steps, so that the loops below only look up
	const squares = Float64Array.from({ length: rowLength }, (_, steps) => steps * steps * spacing * spacing);
	for (let start = 0; start < mask.length; start += rowLength) {
		const end = start + rowLength;
		let last = -1;
		for (let v = start; v < end; v++) {
			if ((mask[v] === 0) !== toZero) continue;
			if (last === -1) for (let w = start; w < v; w++) distances[w] = squares[v - w];
			else if (last + 1 < v) fillGap(distances, last, v, squares);
			last = v;
		}
		if (last === -1) distances.fill(Number.POSITIVE_INFINITY, start, end);
		else for (let w = last + 1; w < end; w++) distances[w] = squares[w - last];
	}
}

/** Fills the voxels between two of the set; those of the set keep their 0. */
function fillGap(distances: Float64Array, last: number, next: number, squares: Float64Array): void {
	const middle = (last + next) >> 1;
	for (let v = last + 1; v <= middle; v++) distances[v] = squares[v - last];
	for (let v = middle + 1; v < next; v++) distances[v] = squares[next - v];
}
