import type { VoxelArray } from '@unetr/volume';
import { type LabelMap, pairedLabels } from './labelMap.ts';
import { MetricsError } from './metricsError.ts';

/** How label maps are counted. */
export interface ConfusionOptions {
	/** Number of classes, background included: labels are 0 … numClasses − 1. */
	readonly numClasses: number;
	/** Voxels where the reference holds this label are left out. */
	readonly ignoreLabel?: number;
}

/**
 * Counts voxels by reference and predicted label: `counts[reference * numClasses + prediction]`.
 *
 * @param prediction label map, any integer type
 * @param reference label map of the same shape
 * @returns `numClasses²` voxel counts, row-major, rows the reference
 * @throws MetricsError where shapes differ or a label is not an integer in 0 … numClasses − 1
 */
export function confusion(
	prediction: LabelMap,
	reference: LabelMap,
	options: ConfusionOptions,
): Float64Array {
	const { numClasses, ignoreLabel } = options;
	if (!Number.isInteger(numClasses) || numClasses < 1) {
		throw new MetricsError(
			`numClasses is ${numClasses}; give the number of classes with background, at least 1.`,
		);
	}
	const [predicted, expected] = pairedLabels(prediction, reference);
	const counts = new Float64Array(numClasses * numClasses);
	for (let v = 0; v < expected.length; v++) {
		const r = expected[v];
		if (r === ignoreLabel) continue;
		const p = predicted[v];
		if (!isLabel(r, numClasses)) throw badLabel('Reference', expected, v, options);
		if (!isLabel(p, numClasses)) throw badLabel('Prediction', predicted, v, options);
		counts[r * numClasses + p]++;
	}
	return counts;
}

function isLabel(label: number, numClasses: number): boolean {
	return label >= 0 && label < numClasses && Math.floor(label) === label;
}

function badLabel(side: string, labels: VoxelArray, voxel: number, options: ConfusionOptions): MetricsError {
	const { numClasses, ignoreLabel } = options;
	const ignoring = ignoreLabel === undefined ? '' : ` (or the ignored ${ignoreLabel} in the reference)`;
	return new MetricsError(
		`${side} holds the label ${labels[voxel]} at index ${voxel}; labels must be integers from 0 to ${numClasses - 1}${ignoring}.`,
	);
}
