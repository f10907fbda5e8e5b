import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank, checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp, type Shape } from '../op.ts';
import { NO_LABEL, type RegionAttributes, regionCases } from './cases.ts';
import { softmaxRegionSumsGradOp } from './softmaxRegionSumsGrad.ts';
import { countedVoxels, oneHotVoxels, voxelLogits } from './voxels.ts';

function checkRegions(opName: string, logits: Shape, labels: Shape): void {
	checkMinimumRank(opName, 'logits', logits, 3);
	checkShape(opName, 'labels', labels, logits.slice(0, -1));
}

export const softmaxRegionSumsOp: Op<RegionAttributes> = defineOp<RegionAttributes>({
	name: 'softmaxRegionSums',
	inputs: ['logits', 'labels'],
	shape({ logits, labels }) {
		checkRegions('softmaxRegionSums', logits!, labels!);
		return [[logits![0]!, channelsOf(logits!), 5]];
	},
	reference({ logits, labels }, { ignoreLabel }) {
		const z = voxelLogits(logits!); // [B, voxels, C]
		const counted = countedVoxels(labels!, ignoreLabel);
		const y = tf.mul(oneHotVoxels(labels!, channelsOf(logits!.shape)), counted);
		const p = tf.mul(tf.softmax(z), counted);
		const logP = tf.sub(z, tf.logSumExp(z, -1, true));
		const columns = [tf.mul(p, y), p, tf.square(p), y, tf.neg(tf.mul(logP, y))];
		return [
			tf.stack(
				columns.map((column) => tf.sum(column, 1)),
				-1,
			),
		];
	},
	gradient: {
		saveInputs: ['logits', 'labels'],
		apply: (dy, [logits, labels], attributes) => ({
			logits: () => runOp(softmaxRegionSumsGradOp, { dy, logits, labels }, attributes)[0]!,
			labels: () => tf.zerosLike(labels!),
		}),
	},
	cases: regionCases,
});

/**
 * The sums over space from which overlap losses are made, for p = softmax(logits) and y the one-hot labels:
 * [Σ p·y, Σ p, Σ p², Σ y, −Σ y·log p] per batch entry and class.
 *
 * Dice, Jaccard, Tversky, generalised Dice and cross-entropy follow from these few numbers, so nothing of the
 * size of the logits is kept between forward and backward but the logits themselves.
 *
 * @param logits [B, …space, C]
 * @param labels int32 [B, …space], 0 … C − 1; a label outside counts as no class (its voxel adds to Σ p only)
 * @param options.ignoreLabel label whose voxels count nowhere, a class or not; none when left out
 * @returns [B, C, 5]
 * @throws {OpError} if shapes do not fit together
 */
export function softmaxRegionSums(
	logits: tf.Tensor,
	labels: tf.Tensor,
	options: { readonly ignoreLabel?: number | undefined } = {},
): tf.Tensor3D {
	const { ignoreLabel = NO_LABEL } = options;
	return runOp(softmaxRegionSumsOp, { logits, labels }, { ignoreLabel })[0] as tf.Tensor3D;
}
