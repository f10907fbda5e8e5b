import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { flag, fraction, type OptionRules } from './optionRules.ts';
import type { OverlapOptions } from './overlapCost.ts';
import { powerFromZero } from './powerFromZero.ts';
import { logOdds } from './probabilities.ts';
import { readLabels } from './readLabels.ts';
import { regionSums } from './regionSums.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { activationOf, type TargetOptions, targetRules } from './targetOptions.ts';
import { tverskyCosts } from './tversky.ts';
import { voxelSums } from './voxelSums.ts';
import { voxelTargets } from './voxelTargets.ts';
import { weightedMean } from './weightedMean.ts';

/** Options of the unified focal loss; the names are the paper's. */
export interface UnifiedFocalOptions extends TargetOptions, Pick<OverlapOptions, 'batch'> {
	/** Share of the Tversky part, the rest being the focal one; 0.5 when left out. */
	readonly lambda?: number;
	/** Weight of what is rare: of foreground voxels in the focal part, of false negatives in the other; 0.6 when left out. */
	readonly delta?: number;
	/** Less weight for easy background voxels, more for hard foreground classes, 0 to 1; 0.5 when left out. */
	readonly gamma?: number;
	/** Spares the foreground the focusing of the focal part and the background that of the other; true when left out. */
	readonly asymmetric?: boolean;
}

const unifiedFocalRules: OptionRules<UnifiedFocalOptions> = {
	...targetRules,
	batch: flag,
	lambda: fraction,
	delta: fraction,
	gamma: fraction,
	asymmetric: flag,
};

/**
 * Unified focal loss, lambda T + (1 - lambda) F. F is the mean over voxels of delta (-log p_y) for the foreground and
 * (1 - delta) (1 - p_0)^gamma (-log p_0) for the background; T the mean over items and classes of (1 - TI_c)^(1 - gamma)
 * for the foreground and 1 - TI_0 for the background, TI with delta FN + (1 - delta) FP. Not asymmetric, both parts
 * focus on all classes alike. With sigmoid each channel is a foreground of its own beside its complement.
 *
 * @param options see {@link UnifiedFocalOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes that do not fit
 *
 * Source: Yeung et al. 2022, "Unified focal loss", equations 17 to 22, and its published code.
 */
export function unifiedFocal(options: UnifiedFocalOptions = {}): SegmentationLoss {
	checkOptions('unifiedFocal', options, unifiedFocalRules);
	const { lambda = 0.5 } = options;
	return (labels, logits) =>
		tf.tidy(() => {
			const sums = voxelSums((z, y) => focalSums(z, y!, options), logits, [
				readLabels(labels, logits, options),
			]);
			const [costs, voxels] = tf.unstack(sums) as [tf.Scalar, tf.Scalar];
			const overlap = tverskyPart(labels, logits, options);
			return tf.add(tf.mul(lambda, overlap), tf.mul(1 - lambda, weightedMean(costs, voxels)));
		});
}

function tverskyPart(labels: tf.Tensor, logits: tf.Tensor, options: UnifiedFocalOptions): tf.Scalar {
	const { delta = 0.6, gamma = 0.5, asymmetric = true, batch = false } = options;
	const sums = regionSums(labels, logits, options);
	const costs = tverskyCosts(sums, { alpha: 1 - delta, beta: delta, batch });
	const focused = powerFromZero(costs, 1 - gamma);
	if (!asymmetric || activationOf(options) === 'sigmoid') return tf.mean(focused);
	const common = backgroundMask(costs.shape.at(-1)!);
	return tf.mean(tf.add(tf.mul(common, costs), tf.mul(tf.sub(1, common), focused)));
}

/** Focal costs of the voxels, and how many count: [B, V, C] -> [2]. */
function focalSums(z: tf.Tensor, labels: tf.Tensor, options: UnifiedFocalOptions): tf.Tensor {
	const { delta = 0.6, gamma = 0.5, asymmetric = true } = options;
	const channels = z.shape.at(-1)!;
	const { target: y, known } = voxelTargets(labels, channels, options);
	const odds = logOdds(z, activationOf(options)); // [B, V, C]
	const there = (focus: number): tf.Tensor => focused(odds, focus);
	const rare = tf.mul(delta, there(asymmetric ? 0 : gamma));
	const [common, away] =
		activationOf(options) === 'sigmoid'
			? [tf.zeros([1, channels]), tf.mul(1 - delta, focused(tf.neg(odds), gamma))]
			: [backgroundMask(channels), tf.zerosLike(odds)];
	const present = tf.add(tf.mul(common, tf.mul(1 - delta, there(gamma))), tf.mul(tf.sub(1, common), rare));
	const costs = tf.add(tf.mul(y, present), tf.mul(tf.sub(1, y), away));
	const counts = known ?? tf.onesLike(odds);
	// Voxels of which something is known.
	return tf.stack([tf.sum(tf.mul(costs, counts)), tf.sum(tf.max(counts, -1))]);
}

/** (1 - p)^focus (-log p) from the log odds of p. */
const focused = (odds: tf.Tensor, focus: number): tf.Tensor =>
	tf.mul(tf.exp(tf.mul(-focus, tf.softplus(odds))), tf.softplus(tf.neg(odds)));

/** 1 for class 0 and 0 for the others [1, C]. */
const backgroundMask = (channels: number): tf.Tensor =>
	tf.tensor2d([Array.from({ length: channels }, (_, channel) => (channel === 0 ? 1 : 0))]);
