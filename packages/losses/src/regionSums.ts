import * as tf from '@tensorflow/tfjs';
import { softmaxRegionSums } from '@unetr/ops';
import { probabilities } from './probabilities.ts';
import { arePlainClasses, readLabels } from './readLabels.ts';
import { activationOf, type TargetOptions } from './targetOptions.ts';
import { voxelSums } from './voxelSums.ts';
import { voxelTargets } from './voxelTargets.ts';

/** Sums over the voxels of an item, each [B, C], with p the probabilities and y the targets. */
export interface RegionSums {
	/** sum p y */
	readonly intersection: tf.Tensor2D;
	/** sum p */
	readonly probability: tf.Tensor2D;
	/** sum p^2 */
	readonly squaredProbability: tf.Tensor2D;
	/** sum y, in voxels */
	readonly target: tf.Tensor2D;
	/** sum y^2, the same but for soft labels */
	readonly squaredTarget: tf.Tensor2D;
	/** sum |p - y| */
	readonly difference: tf.Tensor2D;
	/** sum -y log p, where the kernel for class numbers gives it as well */
	readonly crossEntropy?: tf.Tensor2D;
}

/**
 * Makes the per-class sums from which the losses are put together; nothing of the logits' size is kept but the logits.
 *
 * @param labels see `SegmentationLoss`
 * @param logits [B, …space, C]
 * @throws LossError where the shapes do not fit
 */
export function regionSums(labels: tf.Tensor, logits: tf.Tensor, options: TargetOptions): RegionSums {
	const read = readLabels(labels, logits, options);
	if (arePlainClasses(labels, logits, options)) return classSums(read, logits, options);
	const columns = voxelSums((x, y) => sumColumns(x, y!, options), logits, [read]); // [B, C, 6]
	const [intersection, probability, squaredProbability, target, squaredTarget, difference] = tf.unstack(
		columns,
		2,
	) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
	return { intersection, probability, squaredProbability, target, squaredTarget, difference };
}

/** The sums of class numbers [B, V] under softmax, in one kernel. */
function classSums(labels: tf.Tensor, logits: tf.Tensor, { ignoreLabel }: TargetOptions): RegionSums {
	const flat = tf.reshape(labels, logits.shape.slice(0, -1));
	const sums = softmaxRegionSums(logits, flat, { ignoreLabel }); // [B, C, 5]
	const [intersection, probability, squaredProbability, target, crossEntropy] = tf.unstack(sums, 2) as [
		tf.Tensor2D,
		tf.Tensor2D,
		tf.Tensor2D,
		tf.Tensor2D,
		tf.Tensor2D,
	];
	// |p - y| is p where y is 0 and 1 - p where it is 1.
	const difference = tf.add(tf.sub(probability, tf.mul(2, intersection)), target) as tf.Tensor2D;
	return {
		...{ intersection, probability, squaredProbability, target, crossEntropy },
		...{ squaredTarget: target, difference },
	};
}

function sumColumns(z: tf.Tensor, labels: tf.Tensor, options: TargetOptions): tf.Tensor3D {
	const { target: y, known } = voxelTargets(labels, z.shape.at(-1)!, options);
	const all = probabilities(z, activationOf(options));
	const p = known ? tf.mul(all, known) : all; // [B, V, C]
	const columns = [tf.mul(p, y), p, tf.square(p), y, tf.square(y), tf.abs(tf.sub(p, y))];
	return tf.stack(
		columns.map((column) => tf.sum(column, 1)),
		-1,
	) as tf.Tensor3D; // -> [B, C, 6]
}
