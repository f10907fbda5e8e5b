/** A component of the prediction and one of the reference that share voxels. */
export interface InstancePair {
	readonly prediction: number;
	readonly reference: number;
	/** Shared voxels over voxels of either. */
	readonly iou: number;
}

/**
 * All pairs of instances that share voxels.
 *
 * @param prediction id of each voxel's instance, 1 … n, 0 for none
 * @param reference the same of the reference
 * @param predictionSizes voxels by id
 * @param referenceSizes voxels by id
 * @returns the largest IoU first; of equal ones the smaller reference id, then the smaller prediction id
 */
export function instancePairs(
	prediction: ArrayLike<number>,
	reference: ArrayLike<number>,
	predictionSizes: ArrayLike<number>,
	referenceSizes: ArrayLike<number>,
): InstancePair[] {
	const shared = new Map<number, number>();
	const rows = predictionSizes.length;
	for (let v = 0; v < reference.length; v++) {
		if (reference[v] === 0 || prediction[v] === 0) continue;
		const key = reference[v] * rows + prediction[v];
		shared.set(key, (shared.get(key) ?? 0) + 1);
	}
	return [...shared]
		.map(([key, voxels]) => {
			const [r, p] = [Math.floor(key / rows), key % rows];
			return {
				key,
				prediction: p,
				reference: r,
				iou: voxels / (predictionSizes[p] + referenceSizes[r] - voxels),
			};
		})
		.sort((a, b) => b.iou - a.iou || a.key - b.key)
		.map(({ prediction, reference, iou }) => ({ prediction, reference, iou }));
}
