import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank, checkShape } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, runOp, type Shape } from '../op.ts';
import { regionInputs } from './cases.ts';
import { softmaxRegionSumsGradOp } from './softmaxRegionSumsGrad.ts';
import { oneHotVoxels, voxelLogits } from './voxels.ts';

function checkRegions(opName: string, logits: Shape, labels: Shape): void {
	checkMinimumRank(opName, 'logits', logits, 3);
	checkShape(opName, 'labels', labels, logits.slice(0, -1));
}

export const softmaxRegionSumsOp: Op = defineOp<Attributes>({
	name: 'softmaxRegionSums',
	inputs: ['logits', 'labels'],
	shape({ logits, labels }) {
		checkRegions('softmaxRegionSums', logits!, labels!);
		return [[logits![0]!, channelsOf(logits!), 5]];
	},
	reference({ logits, labels }) {
		const z = voxelLogits(logits!); // [B, voxels, C]
		const y = oneHotVoxels(labels!, channelsOf(logits!.shape));
		const p = tf.softmax(z);
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
		apply: (dy, [logits, labels]) => ({
			logits: () => runOp(softmaxRegionSumsGradOp, { dy, logits, labels }, {})[0]!,
			labels: () => tf.zerosLike(labels!),
		}),
	},
	cases: regionInputs.map(({ name, inputs }) => ({ name, inputs, attributes: {} })),
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
 * @returns [B, C, 5]
 * @throws {OpError} if shapes do not fit together
 */
export function softmaxRegionSums(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor3D {
	return runOp(softmaxRegionSumsOp, { logits, labels }, {})[0] as tf.Tensor3D;
}
