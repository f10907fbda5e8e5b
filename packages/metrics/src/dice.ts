import { type ConfusionOptions, confusion } from './confusion.ts';
import { type ClassStatus, classStatus, diceFromCounts, type EmptyPolicy } from './emptyPolicy.ts';
import type { LabelMap } from './labelMap.ts';

/** Options of `dice`. */
export interface DiceOptions extends ConfusionOptions {
	/** What empty masks give; default `exclude`. */
	readonly emptyPolicy?: EmptyPolicy;
}

/** Dice and voxel counts of one class in one case. */
export interface ClassDice {
	/** The class, equal to its index in the result. */
	readonly label: number;
	/** 0 … 1, or null where the policy leaves the class out. */
	readonly dice: number | null;
	readonly status: ClassStatus;
	readonly predictionVoxels: number;
	readonly referenceVoxels: number;
	readonly overlapVoxels: number;
}

/**
 * Sørensen–Dice coefficient of each class, `2 |P ∩ R| / (|P| + |R|)` (Dice 1945, Ecology 26:297).
 *
 * @param prediction label map (labels 0 … numClasses − 1)
 * @param reference label map of the same shape
 * @returns one entry per class in the order of labels, background (0) included; absent classes keep their place
 * @throws MetricsError where shapes differ or a label is outside 0 … numClasses − 1
 */
export function dice(prediction: LabelMap, reference: LabelMap, options: DiceOptions): ClassDice[] {
	const { numClasses, emptyPolicy = 'exclude' } = options;
	const counts = confusion(prediction, reference, options);
	return Array.from({ length: numClasses }, (_, label) => {
		let predictionVoxels = 0;
		let referenceVoxels = 0;
		for (let other = 0; other < numClasses; other++) {
			predictionVoxels += counts[other * numClasses + label];
			referenceVoxels += counts[label * numClasses + other];
		}
		const overlapVoxels = counts[label * numClasses + label];
		return {
			label,
			dice: diceFromCounts(predictionVoxels, referenceVoxels, overlapVoxels, emptyPolicy),
			status: classStatus(predictionVoxels, referenceVoxels),
			predictionVoxels,
			referenceVoxels,
			overlapVoxels,
		};
	});
}
