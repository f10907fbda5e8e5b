import * as tf from '@tensorflow/tfjs';
import { classFactors } from './classFactors.ts';
import { activationOf, type TargetOptions } from './targetOptions.ts';
import { type VoxelTargets, voxelTargets } from './voxelTargets.ts';

/** What weighs the classes and softens the targets of cross entropy. */
export interface EntropyOptions extends TargetOptions {
	/** Factor of each class, the background included; the mean is divided by the weights of the targets. */
	readonly classWeights?: readonly number[];
	/** Share of the target that is spread over all classes; 0 when left out. */
	readonly labelSmoothing?: number;
}

/** Cross entropy of each voxel, weighted, and the weights [B, V]. */
export interface EntropyCosts {
	readonly cost: tf.Tensor2D;
	readonly weight: tf.Tensor2D;
}

/**
 * Cross entropy of each voxel: with softmax w_y (-log p_y), or -log of the sum of p over a set of labels; with sigmoid
 * the sum over channels of w_c (-y log p - (1 - y) log(1 - p)).
 *
 * @param z logits [B, V, C]
 * @param labels as `readLabels` gives them
 */
export function entropyCosts(z: tf.Tensor, labels: tf.Tensor, options: EntropyOptions): EntropyCosts {
	const channels = z.shape.at(-1)!;
	const targets = voxelTargets(labels, channels, options);
	const factors = classFactors(options.classWeights, channels);
	const costs = activationOf(options) === 'softmax' ? softmaxCosts : sigmoidCosts;
	return costs(z, targets, factors, options.labelSmoothing ?? 0);
}

/** Below the log of every probability that float32 logits can give, so that a sum of exponentials leaves it out. */
const NEVER = -1e9;

function softmaxCosts(
	z: tf.Tensor,
	{ target, known }: VoxelTargets,
	factors: tf.Tensor,
	smoothing: number,
): EntropyCosts {
	const classes = z.shape.at(-1)!;
	const logP = tf.logSoftmax(z); // [B, V, C]
	const share = (of: tf.Tensor): tf.Tensor2D => tf.sum(tf.mul(of, factors), -1);
	let [cost, weight] = [share(tf.neg(tf.mul(target, logP))), share(target)];
	let present: tf.Tensor = tf.sum(target, -1); // 0 for a number that no class has: its voxel costs nothing
	if (known) {
		// A label that stands for a set: the classes that may be there are those that are, and the unknown ones.
		const members = tf.sub(tf.add(target, 1), known);
		const count = tf.sum(members, -1);
		present = tf.mul(tf.cast(tf.greater(count, 0), 'float32'), tf.cast(tf.less(count, classes), 'float32'));
		weight = tf.mul(tf.divNoNan(share(members), count), present);
		const logSum = tf.logSumExp(tf.add(logP, tf.mul(tf.sub(1, members), NEVER)), -1);
		cost = tf.mul(tf.neg(tf.maximum(logSum, NEVER / 2)), weight);
	}
	if (smoothing > 0) {
		const spread = tf.mul(share(tf.neg(logP)), present);
		cost = tf.add(tf.mul(cost, 1 - smoothing), tf.mul(spread, smoothing / classes));
	}
	return { cost, weight };
}

function sigmoidCosts(
	z: tf.Tensor,
	{ target, known }: VoxelTargets,
	factors: tf.Tensor,
	smoothing: number,
): EntropyCosts {
	const y = smoothing > 0 ? tf.add(tf.mul(target, 1 - smoothing), smoothing / 2) : target;
	const costs = tf.add(tf.mul(y, tf.softplus(tf.neg(z))), tf.mul(tf.sub(1, y), tf.softplus(z))); // [B, V, C]
	const weights = tf.mul(factors, known ?? tf.onesLike(z));
	return { cost: tf.sum(tf.mul(costs, weights), -1), weight: tf.sum(weights, -1) };
}
