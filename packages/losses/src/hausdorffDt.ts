import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { distanceMaps, type SpacingMm, spacingRule } from './distanceMaps.ts';
import { flag, fromZero, type OptionRules } from './optionRules.ts';
import { type OverlapOptions, reduceCosts, reductionRule, withoutBackground } from './overlapCost.ts';
import { probabilities, voxelLogits } from './probabilities.ts';
import { readLabels } from './readLabels.ts';
import { withoutGradient } from './recomputed.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { activationOf, type TargetOptions, targetRules } from './targetOptions.ts';
import { volumeTargets } from './volumeTargets.ts';
import { voxelSums } from './voxelSums.ts';
import { voxelTargets } from './voxelTargets.ts';

/** Options of the Hausdorff distance transform loss; the names are MONAI's. */
export interface HausdorffDtOptions
	extends TargetOptions,
		Pick<OverlapOptions, 'includeBackground' | 'batch' | 'reduction'> {
	/** Exponent of the distances; 2 when left out. */
	readonly alpha?: number;
	/** Voxel size along i, j, k, which gives distances their unit; 1, 1, 1 when left out. */
	readonly spacingMm?: SpacingMm;
	/** Takes log(1 + loss), which tames its scale; false when left out. */
	readonly log?: boolean;
}

const hausdorffDtRules: OptionRules<HausdorffDtOptions> = {
	...targetRules,
	...reductionRule,
	includeBackground: flag,
	batch: flag,
	alpha: fromZero,
	spacingMm: spacingRule,
	log: flag,
};

/**
 * Hausdorff loss by distance transforms, mean over voxels of (p - y)^2 (D(p)^alpha + D(y)^alpha), with D the distance of
 * a voxel to the border of p > 0.5 and of y, which are taken as constants.
 *
 * `includeBackground` is false when left out. The distances are made in plain arrays, on `webgpu` by its kernels.
 *
 * @param options see {@link HausdorffDtOptions}
 * @returns (labels, logits [B, i, j, k, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes that do not fit
 *
 * Source: Karimi & Salcudean 2020, equation 8; MONAI `HausdorffDTLoss`, and `LogHausdorffDTLoss` with `log`.
 */
export function hausdorffDt(options: HausdorffDtOptions = {}): SegmentationLoss {
	checkOptions('hausdorffDt', options, hausdorffDtRules);
	const { includeBackground = false, batch = false, alpha = 2, spacingMm = [1, 1, 1], log = false } = options;
	// 0 where there is no border, also for alpha = 0
	const power = (masks: tf.Tensor): tf.Tensor => {
		const signed = distanceMaps(masks, spacingMm);
		return tf.mul(tf.pow(tf.abs(signed), alpha), tf.square(tf.sign(signed)));
	};
	return (labels, logits) =>
		tf.tidy(() => {
			const read = readLabels(labels, logits, options);
			const distances = withoutGradient(() => {
				const p = withoutBackground(probabilities(logits, activationOf(options)), includeBackground);
				const { target } = volumeTargets(logits, read, options, includeBackground);
				return tf.add(power(p), power(target));
			}); // [B, i, j, k, C or C - 1]
			const sums = voxelSums((z, y, d) => weightedErrors(z, y!, d!, options), logits, [
				read,
				voxelLogits(distances),
			]); // [B, C or C - 1]
			const means = tf.div(sums, logits.size / logits.shape[0]! / logits.shape.at(-1)!);
			const costs = batch ? tf.mean(means, 0, true) : means;
			const loss = reduceCosts(costs, options);
			return log ? tf.log1p(loss) : loss;
		});
}

function weightedErrors(
	z: tf.Tensor,
	labels: tf.Tensor,
	distances: tf.Tensor,
	options: HausdorffDtOptions,
): tf.Tensor {
	const { includeBackground = false } = options;
	const { target, known } = voxelTargets(labels, z.shape.at(-1)!, options);
	const apart = tf.squaredDifference(probabilities(z, activationOf(options)), target); // [B, V, C]
	const counted = withoutBackground(known ? tf.mul(apart, known) : apart, includeBackground);
	return tf.sum(tf.mul(counted, distances), 1);
}
