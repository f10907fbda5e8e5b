import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank, checkShape } from '../checkShape.ts';
import { defineOp, type Op } from '../op.ts';
import { type RegionAttributes, regionCases } from './cases.ts';
import { countedVoxels, oneHotVoxels, voxelLogits } from './voxels.ts';

/**
 * Gradient of `softmaxRegionSums` by the logits.
 *
 * With the gradients d₀ … d₄ of the five sums, g_c = d₀y_c + d₁ + 2d₂p_c gives p_c(g_c − Σ p·g), and the
 * cross-entropy sum adds p_c · Σ d₄y − d₄y_c.
 */
export const softmaxRegionSumsGradOp: Op<RegionAttributes> = defineOp<RegionAttributes>({
	name: 'softmaxRegionSumsGrad',
	inputs: ['dy', 'logits', 'labels'],
	shape({ dy, logits, labels }) {
		checkMinimumRank('softmaxRegionSumsGrad', 'logits', logits!, 2);
		checkShape('softmaxRegionSumsGrad', 'labels', labels!, logits!.slice(0, -1));
		checkShape('softmaxRegionSumsGrad', 'dy', dy!, [logits![0]!, channelsOf(logits!), 5]);
		return [logits!];
	},
	reference({ dy, logits, labels }, { ignoreLabel }) {
		const channels = channelsOf(logits!.shape);
		const p = tf.softmax(voxelLogits(logits!));
		const y = oneHotVoxels(labels!, channels);
		const column = (index: number) =>
			tf.reshape(tf.slice(dy!, [0, 0, index], [-1, -1, 1]), [dy!.shape[0]!, 1, channels]);
		const g = tf.add(tf.add(tf.mul(column(0), y), column(1)), tf.mul(tf.mul(column(2), p), 2));
		const overlap = tf.mul(p, tf.sub(g, tf.sum(tf.mul(p, g), -1, true)));
		const weighted = tf.mul(column(4), y);
		const entropy = tf.sub(tf.mul(p, tf.sum(weighted, -1, true)), weighted);
		const counted = countedVoxels(labels!, ignoreLabel);
		return [tf.reshape(tf.mul(tf.add(overlap, entropy), counted), logits!.shape)];
	},
	cases: regionCases.map(({ name, inputs, attributes }) => ({
		name,
		inputs: { dy: { shape: [2, channelsOf(inputs.logits.shape), 5] }, ...inputs },
		attributes,
	})),
});
