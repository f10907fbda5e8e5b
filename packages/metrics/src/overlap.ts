import type { RegionMasks } from './region.ts';

/** Voxels of two masks, by what each says of them. */
export interface OverlapCounts {
	/** In both. */
	readonly truePositives: number;
	/** In the prediction only. */
	readonly falsePositives: number;
	/** In the reference only. */
	readonly falseNegatives: number;
	/** In neither. */
	readonly trueNegatives: number;
}

/** Ratios of voxel counts; null where a denominator is 0. */
export interface OverlapScores {
	readonly dice: number | null;
	readonly iou: number | null;
	readonly sensitivity: number | null;
	readonly precision: number | null;
	readonly specificity: number | null;
}

/**
 * Counts the voxels of a region's masks.
 *
 * @param gridVoxels voxels of the whole grid that count, ignored ones left out
 */
export function overlapCounts({ prediction, reference }: RegionMasks, gridVoxels: number): OverlapCounts {
	let [both, predicted, expected] = [0, 0, 0];
	for (let v = 0; v < prediction.length; v++) {
		predicted += prediction[v];
		expected += reference[v];
		both += prediction[v] & reference[v];
	}
	return {
		truePositives: both,
		falsePositives: predicted - both,
		falseNegatives: expected - both,
		trueNegatives: gridVoxels - predicted - expected + both,
	};
}

/**
 * Dice `2TP / (2TP + FP + FN)`, IoU `TP / (TP + FP + FN)`, sensitivity `TP / (TP + FN)`, precision `TP / (TP + FP)` and
 * specificity `TN / (TN + FP)` (Taha & Hanbury 2015, BMC Medical Imaging 15:29), before any policy for empty masks.
 */
export function overlapScores(counts: OverlapCounts): OverlapScores {
	const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = counts;
	const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
	return {
		dice: ratio(2 * tp, 2 * tp + fp + fn),
		iou: ratio(tp, tp + fp + fn),
		sensitivity: ratio(tp, tp + fn),
		precision: ratio(tp, tp + fp),
		specificity: ratio(tn, tn + fp),
	};
}
