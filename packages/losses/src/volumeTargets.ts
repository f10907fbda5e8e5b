import * as tf from '@tensorflow/tfjs';
import { withoutBackground } from './overlapCost.ts';
import type { TargetOptions } from './targetOptions.ts';
import { type VoxelTargets, voxelTargets } from './voxelTargets.ts';

/**
 * Targets on the grid of the logits, without the background where it is left out.
 *
 * @param logits [B, i, j, k, C]
 * @param labels as `readLabels` gives them
 * @returns each [B, i, j, k, C or C - 1]
 */
export function volumeTargets(
	logits: tf.Tensor,
	labels: tf.Tensor,
	options: TargetOptions,
	includeBackground: boolean,
): VoxelTargets {
	const { target, known } = voxelTargets(labels, logits.shape.at(-1)!, options);
	const onGrid = (values: tf.Tensor): tf.Tensor =>
		withoutBackground(tf.reshape(values, logits.shape), includeBackground);
	return known ? { target: onGrid(target), known: onGrid(known) } : { target: onGrid(target) };
}
