import * as tf from '@tensorflow/tfjs';
import { channelsOf } from '../checkShape.ts';
import type { Shape } from '../op.ts';
import { OpError } from '../opError.ts';

/** Attributes of `groupNorm` and its gradients. */
export interface GroupAttributes {
	readonly numGroups: number;
	readonly [name: string]: number;
}

/** [B, …space, C] as [B, voxels, G, C/G]. */
export function groupedVoxels(x: tf.Tensor, numGroups: number): tf.Tensor4D {
	const [batch, channels] = [x.shape[0]!, channelsOf(x.shape)];
	const voxels = x.size / Math.max(batch * channels, 1);
	return tf.reshape(x, [batch, voxels, numGroups, channels / numGroups]);
}

/** [B, G] as [B, 1, G, 1]. */
export function perGroup(x: tf.Tensor): tf.Tensor4D {
	const [batch, groups] = x.shape as [number, number];
	return tf.reshape(x, [batch, 1, groups, 1]);
}

/** @throws {OpError} unless the channels divide into the groups. */
export function checkGroups(opName: string, x: Shape, numGroups: number): void {
	const channels = channelsOf(x);
	if (Number.isSafeInteger(numGroups) && numGroups > 0 && channels % numGroups === 0) return;
	throw new OpError(`${opName}: ${channels} channels do not divide into ${numGroups} groups`);
}
