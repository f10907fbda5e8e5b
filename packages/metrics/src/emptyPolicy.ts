import { MetricsError } from './metricsError.ts';

/**
 * What Dice says where a mask is empty.
 *
 * | prediction | reference | `exclude` | `one` | `excludeEmptyReference` |
 * |---|---|---|---|---|
 * | voxels | voxels | 2·overlap / (p + r) | same | same |
 * | empty | voxels (missed) | 0 | 0 | 0 |
 * | voxels (false positive) | empty | 0 | 0 | left out (null) |
 * | empty | empty | left out (null) | 1 | left out (null) |
 *
 * `exclude` is the default. `excludeEmptyReference` is MONAI's `ignore_empty=True`: it forgives false positives.
 */
export type EmptyPolicy = 'exclude' | 'one' | 'excludeEmptyReference';

/** The policies that can be chosen. */
export const emptyPolicies: readonly EmptyPolicy[] = ['exclude', 'one', 'excludeEmptyReference'];

/** How a class stands in a case: which of the two masks hold it. */
export type ClassStatus = 'both present' | 'both empty' | 'missed' | 'false positive';

/** The status of a class from the voxel counts of its two masks. */
export function classStatus(predictionVoxels: number, referenceVoxels: number): ClassStatus {
	if (predictionVoxels > 0) return referenceVoxels > 0 ? 'both present' : 'false positive';
	return referenceVoxels > 0 ? 'missed' : 'both empty';
}

/** Dice from counts under a policy; null is "left out of means". */
export function diceFromCounts(
	predictionVoxels: number,
	referenceVoxels: number,
	overlapVoxels: number,
	policy: EmptyPolicy,
): number | null {
	if (!emptyPolicies.includes(policy)) {
		throw new MetricsError(`Unknown policy "${policy}" for empty masks; use ${emptyPolicies.join(', ')}.`);
	}
	if (referenceVoxels === 0 && policy === 'excludeEmptyReference') return null;
	if (predictionVoxels + referenceVoxels === 0) return policy === 'one' ? 1 : null;
	return (2 * overlapVoxels) / (predictionVoxels + referenceVoxels);
}
