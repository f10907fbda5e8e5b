import * as tf from '@tensorflow/tfjs';
import { maxPool3d } from '@unetr/ops';

type Box = readonly [number, number, number];

const dilate = (x: tf.Tensor, kernel: Box): tf.Tensor =>
	maxPool3d(x, { kernel, strides: 1, pad: kernel.map((extent) => (extent - 1) / 2) as unknown as Box });

/** The least of a voxel and its six neighbours. */
function erode(x: tf.Tensor): tf.Tensor {
	const negative = tf.neg(x);
	const lines: readonly Box[] = [
		[3, 1, 1],
		[1, 3, 1],
		[1, 1, 3],
	];
	return tf.neg(lines.map((line) => dilate(negative, line)).reduce((a, b) => tf.maximum(a, b)));
}

/** What an opening takes away. */
const ridge = (x: tf.Tensor, eroded: tf.Tensor): tf.Tensor => tf.relu(tf.sub(x, dilate(eroded, [3, 3, 3])));

/**
 * Soft skeleton: what openings take away while the structure is eroded.
 *
 * @param x from 0 to 1 [B, i, j, k, C]
 * @param iterations erosions, at least the radius of the thickest structure in voxels
 * @returns [B, i, j, k, C]
 *
 * Source: Shit et al. 2021 (clDice), algorithm 1; MONAI `soft_skel`.
 */
export function softSkeleton(x: tf.Tensor, iterations: number): tf.Tensor {
	let eroded = erode(x);
	let skeleton = ridge(x, eroded);
	for (let iteration = 0; iteration < iterations; iteration++) {
		const current = eroded;
		eroded = erode(current);
		const delta = ridge(current, eroded);
		skeleton = tf.add(skeleton, tf.relu(tf.sub(delta, tf.mul(skeleton, delta))));
	}
	return skeleton;
}
