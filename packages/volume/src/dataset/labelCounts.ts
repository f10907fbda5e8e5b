import type { VoxelArray } from '../voxelArray.ts';

/** How many voxels hold each value of a label map. */
export function labelCounts(voxels: VoxelArray): Map<number, number> {
	const counts = new Map<number, number>();
	// Labels come in long runs, and a look-up for every voxel would take most of the time.
	for (let start = 0; start < voxels.length; ) {
		const value = voxels[start]!;
		let end = start + 1;
		while (end < voxels.length && voxels[end] === value) end++;
		counts.set(value, (counts.get(value) ?? 0) + end - start);
		start = end;
	}
	return counts;
}
