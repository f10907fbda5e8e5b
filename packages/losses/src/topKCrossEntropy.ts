import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { entropyRules } from './crossEntropy.ts';
import { type EntropyOptions, entropyCosts } from './entropyCosts.ts';
import { LossError } from './lossError.ts';
import { fraction, type OptionRules } from './optionRules.ts';
import { readLabels } from './readLabels.ts';
import { withoutGradient } from './recomputed.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { voxelSums, voxelValues } from './voxelSums.ts';
import { weightedMean } from './weightedMean.ts';

/** Options of cross entropy over the worst voxels. */
export interface TopKCrossEntropyOptions extends EntropyOptions {
	/** Share of all voxels of the batch that counts, those with the highest cost; 0.1 when left out. */
	readonly share?: number;
}

const topKCrossEntropyRules: OptionRules<TopKCrossEntropyOptions> = {
	...entropyRules,
	share: fraction,
};

/**
 * Cross entropy over the voxels that cost most, sum_v w_v c_v / sum_v w_v over the dearest share of the batch's voxels;
 * voxels that cost the same as the last one share its place.
 *
 * @param options see {@link TopKCrossEntropyOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes or weights that do not fit
 *
 * Source: Wu et al. 2016, "Bridging category-level and instance-level semantic image segmentation", section 3.3; nnU-Net
 * `TopKLoss(k=10)`.
 */
export function topKCrossEntropy(options: TopKCrossEntropyOptions = {}): SegmentationLoss {
	checkOptions('topKCrossEntropy', options, topKCrossEntropyRules);
	const { share = 0.1 } = options;
	if (share === 0) throw new LossError('share of topKCrossEntropy is 0; give a number above 0 to 1.');
	return (labels, logits) =>
		tf.tidy(() => {
			const read = readLabels(labels, logits, options);
			const chosen = withoutGradient(() => {
				const costs = voxelValues(
					(z, y) => {
						const { cost, weight } = entropyCosts(z, y!, options);
						return tf.stack([cost, weight], -1);
					},
					logits,
					[read],
				); // [B, V, 2]
				const [cost, weight] = tf.unstack(costs, 2) as [tf.Tensor, tf.Tensor];
				return worstVoxels(cost, weight, share);
			});
			const sums = voxelSums(
				(z, y, picked) => {
					const { cost, weight } = entropyCosts(z, y!, options);
					return tf.stack([tf.sum(tf.mul(cost, picked!)), tf.sum(tf.mul(weight, picked!))]);
				},
				logits,
				[read, chosen],
			);
			const [total, weight] = tf.unstack(sums) as [tf.Scalar, tf.Scalar];
			return weightedMean(total, weight);
		});
}

/** 1 for the voxels that are chosen, a share of 1 for those that tie for the last places, 0 for the others [B, V]. */
function worstVoxels(cost: tf.Tensor, weight: tf.Tensor, share: number): tf.Tensor {
	const counts = tf.cast(tf.greater(weight, 0), 'float32');
	const ranked = tf.sub(tf.mul(tf.add(cost, 1), counts), 1); // a voxel that does not count comes last, with -1
	const places = Math.max(1, Math.floor(share * cost.size));
	const { values } = tf.topk(tf.reshape(ranked, [-1]), places, false);
	const last = tf.min(values);
	const above = tf.cast(tf.greater(ranked, last), 'float32');
	const ties = tf.mul(tf.cast(tf.equal(ranked, last), 'float32'), counts);
	const left = tf.sub(places, tf.sum(above));
	return tf.add(above, tf.mul(ties, tf.minimum(1, tf.divNoNan(left, tf.sum(ties)))));
}
