import { InferenceError } from './inferenceError.ts';

/**
 * The class of the largest logit at each voxel, the lowest class where several are equal.
 *
 * @param logits channels last, any number of voxels
 * @param classes channels, 1 to 256
 * @returns class numbers, one a voxel
 * @throws InferenceError where the logits are no whole number of voxels
 */
export function argmaxLabels(logits: Float32Array, classes: number): Uint8Array {
	const voxels = logits.length / classes;
	if (!Number.isInteger(voxels) || classes > 256) {
		throw new InferenceError(
			`${logits.length} logits are no whole number of voxels of ${classes} classes (at most 256).`,
		);
	}
	const labels = new Uint8Array(voxels);
	for (let voxel = 0, at = 0; voxel < voxels; voxel++, at += classes) {
		let best = 0;
		for (let c = 1; c < classes; c++) if (logits[at + c] > logits[at + best]) best = c;
		labels[voxel] = best;
	}
	return labels;
}
