import type { VoxelArray } from '@unetr/volume';
import { MetricsError } from '../metricsError.ts';

/** Options of `calibration`. */
export interface CalibrationOptions {
	/** Bins of equal width over 0 … 1; default 15. */
	readonly bins?: number;
	/** Voxels where the reference holds this label are left out. */
	readonly ignoreLabel?: number;
}

/** One bar of a reliability diagram: the voxels whose confidence is above `lower` and at most `upper`. */
export interface ReliabilityBin {
	readonly lower: number;
	readonly upper: number;
	readonly count: number;
	/** Mean probability of the class that was chosen; null where the bin is empty. */
	readonly confidence: number | null;
	/** Share of voxels whose chosen class is right; null where the bin is empty. */
	readonly accuracy: number | null;
}

/** How far probabilities can be believed. */
export interface Calibration {
	/** Expected calibration error, `Σ (n_b / N) |accuracy_b − confidence_b|`; null without voxels. */
	readonly ece: number | null;
	/** Maximum calibration error, the largest `|accuracy_b − confidence_b|`; null without voxels. */
	readonly mce: number | null;
	/** Brier score, the mean over voxels of `Σ_c (p_c − y_c)²`, 0 … 2; null without voxels. */
	readonly brier: number | null;
	/** Voxels that count. */
	readonly n: number;
	/** The reliability diagram, the first bin from 0. */
	readonly reliability: readonly ReliabilityBin[];
}

/**
 * Calibration of the chosen class's probability: ECE and MCE (Guo et al. 2017, arXiv:1706.04599), the Brier score
 * (Brier 1950) over all classes, and the reliability diagram.
 *
 * @param probabilities [N, C], the classes of a voxel side by side; of two classes both are given
 * @param reference labels of the N voxels, 0 … C − 1
 * @throws MetricsError where sizes do not fit, or a label or probability is out of range
 */
export function calibration(
	probabilities: Float32Array | Float64Array,
	reference: VoxelArray,
	{ bins = 15, ignoreLabel }: CalibrationOptions = {},
): Calibration {
	const classes = probabilities.length / reference.length;
	if (reference.length > 0 && (!Number.isInteger(classes) || classes < 2)) {
		throw new MetricsError(
			`${probabilities.length} probabilities do not fit ${reference.length} voxels; give C ≥ 2 for each.`,
		);
	}
	if (!Number.isInteger(bins) || bins < 1) throw new MetricsError(`bins is ${bins}; give at least 1.`);
	const sums = {
		count: new Float64Array(bins),
		confidence: new Float64Array(bins),
		right: new Float64Array(bins),
	};
	let [n, squares] = [0, 0];
	for (let v = 0; v < reference.length; v++) {
		const label = reference[v];
		if (label === ignoreLabel) continue;
		if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
			throw new MetricsError(
				`Reference holds the label ${label} at index ${v}; there are ${classes} classes.`,
			);
		}
		let best = 0;
		for (let c = 0; c < classes; c++) {
			const p = checkedProbability(probabilities, v * classes + c);
			squares += (p - (c === label ? 1 : 0)) ** 2;
			if (p > probabilities[v * classes + best]) best = c;
		}
		const confidence = probabilities[v * classes + best];
		const bin = Math.max(0, Math.min(bins, Math.ceil(confidence * bins)) - 1);
		sums.count[bin]++;
		sums.confidence[bin] += confidence;
		if (best === label) sums.right[bin]++;
		n++;
	}
	return summarise(sums, n, squares);
}

function summarise(
	{ count, confidence, right }: Record<'count' | 'confidence' | 'right', Float64Array>,
	n: number,
	squares: number,
): Calibration {
	const reliability = Array.from(
		count,
		(voxels, b): ReliabilityBin => ({
			lower: b / count.length,
			upper: (b + 1) / count.length,
			count: voxels,
			confidence: voxels === 0 ? null : confidence[b] / voxels,
			accuracy: voxels === 0 ? null : right[b] / voxels,
		}),
	);
	if (n === 0) return { ece: null, mce: null, brier: null, n, reliability };
	let [ece, mce] = [0, 0];
	for (const [b, voxels] of count.entries()) {
		if (voxels === 0) continue;
		const gap = Math.abs(right[b] - confidence[b]) / voxels;
		ece += (gap * voxels) / n;
		mce = Math.max(mce, gap);
	}
	return { ece, mce, brier: squares / n, n, reliability };
}

function checkedProbability(probabilities: ArrayLike<number>, index: number): number {
	const p = probabilities[index];
	// a softmax in float32 may pass 1 by its rounding
	if (p >= 0 && p <= 1 + 1e-6) return p;
	throw new MetricsError(
		`The probability at index ${index} is ${p}; it must be in 0 … 1, so give no logits.`,
	);
}
