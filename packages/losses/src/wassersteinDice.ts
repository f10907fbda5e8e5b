import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { LossError } from './lossError.ts';
import { fromZero, type OptionRule, type OptionRules, whole } from './optionRules.ts';
import { type OverlapOptions, reductionRule } from './overlapCost.ts';
import { probabilities } from './probabilities.ts';
import { readLabels } from './readLabels.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { voxelSums } from './voxelSums.ts';
import { type VoxelTargets, voxelTargets } from './voxelTargets.ts';

/** Options of the generalised Wasserstein Dice loss, which is for classes that exclude one another. */
export interface WassersteinDiceOptions extends Pick<OverlapOptions, 'smoothNr' | 'smoothDr' | 'reduction'> {
	/** How bad it is to take class row for class column, C × C with a zero diagonal; divided by its largest entry. */
	readonly distances: readonly (readonly number[])[];
	/** Label number whose voxels count nowhere. */
	readonly ignoreLabel?: number;
}

const matrix: OptionRule = {
	expects: 'a square list of lists of numbers from 0 with a zero diagonal',
	fits: (value) =>
		Array.isArray(value) &&
		value.length > 1 &&
		value.every(
			(row, index) =>
				Array.isArray(row) && row.length === value.length && row.every(fromZero.fits) && row[index] === 0,
		) &&
		value.flat().some((entry) => entry > 0),
};

const wassersteinDiceRules: OptionRules<WassersteinDiceOptions> = {
	smoothNr: fromZero,
	smoothDr: fromZero,
	...reductionRule,
	distances: matrix,
	ignoreLabel: whole,
};

/**
 * Generalised Wasserstein Dice loss, mean over items of 1 - (2 TP + nr) / (2 TP + sum_v W(v) + dr), with
 * W(v) = sum_l M[y(v), l] p_l(v) and TP the sum of 1 - W(v) over the voxels of the foreground.
 *
 * @param options see {@link WassersteinDiceOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes or a matrix that do not fit
 *
 * Source: Fidon et al. 2017, equation 9; MONAI `GeneralizedWassersteinDiceLoss`.
 */
export function wassersteinDice(options: WassersteinDiceOptions): SegmentationLoss {
	checkOptions('wassersteinDice', options, wassersteinDiceRules);
	const { distances, smoothNr = 1e-5, smoothDr = 1e-5, reduction = 'mean', ignoreLabel } = options;
	if (!distances)
		throw new LossError('wassersteinDice is given no distances; give a list of each class to each.');
	const targetOptions = ignoreLabel === undefined ? {} : { ignoreLabel };
	return (labels, logits) =>
		tf.tidy(() => {
			checkClasses(distances.length, logits.shape.at(-1)!);
			const sums = voxelSums(
				(z, read) => wassersteinSums(z, voxelTargets(read!, distances.length, targetOptions), distances),
				logits,
				[readLabels(labels, logits, targetOptions)],
			); // [2, B]
			const [hits, errors] = tf.unstack(sums) as [tf.Tensor, tf.Tensor];
			const twice = tf.mul(2, hits);
			const ratio = tf.div(tf.add(twice, smoothNr), tf.add(tf.add(twice, errors), smoothDr));
			return reduction === 'sum' ? tf.sum(tf.sub(1, ratio)) : tf.mean(tf.sub(1, ratio));
		});
}

/** True positives and errors of each item: [B, V, C] -> [2, B]. */
function wassersteinSums(
	z: tf.Tensor,
	{ target, known }: VoxelTargets,
	distances: readonly (readonly number[])[],
): tf.Tensor {
	const largest = Math.max(...distances.flat());
	const classes = distances.length;
	const scaled = tf.tensor2d(
		distances.flatMap((row) => row.map((entry) => entry / largest)),
		[classes, classes],
	);
	const p = probabilities(z, 'softmax');
	const rows = tf.reshape(tf.matMul(tf.reshape(target, [-1, classes]), scaled), p.shape); // M[y, l], [B, V, C]
	const errors = tf.sum(tf.mul(rows, known ? tf.mul(p, known) : p), -1); // [B, V]
	const foreground = tf.sum(tf.slice(target, [0, 0, 1], [-1, -1, -1]), -1); // [B, V]
	return tf.stack([tf.sum(tf.mul(foreground, tf.sub(1, errors)), 1), tf.sum(errors, 1)]);
}

function checkClasses(rows: number, channels: number): void {
	if (rows === channels) return;
	throw new LossError(
		`distances of wassersteinDice has ${rows} rows for ${channels} classes of logits; give one row for each.`,
	);
}
