import * as tf from '@tensorflow/tfjs';
import { nearestSquares } from '@unetr/ops';
import { distanceTransform } from '@unetr/volume';
import { LossError } from './lossError.ts';
import type { OptionRule } from './optionRules.ts';

/** Voxel size along i, j, k. */
export type SpacingMm = readonly [number, number, number];

export const spacingRule: OptionRule = {
	expects: 'three lengths above 0',
	fits: (value) =>
		Array.isArray(value) &&
		value.length === 3 &&
		value.every((length) => Number.isFinite(length) && length > 0),
};

/**
 * Signed distances to the border of each channel's mask, in the unit of the spacing: outside, above 0, to the nearest
 * voxel inside; inside, below 0, to the nearest one outside. 0 throughout where a mask is empty or full.
 *
 * On `webgpu`, whose values can only be waited for, they are made by ops; elsewhere in plain arrays, which is faster.
 *
 * @param masks true above 0.5 [B, i, j, k, C]
 * @returns [B, i, j, k, C]
 * @throws LossError where the masks are no volumes
 */
export function distanceMaps(masks: tf.Tensor, spacingMm: SpacingMm): tf.Tensor {
	if (masks.rank !== 5) {
		throw new LossError(
			`logits have shape [${masks.shape}]; losses of distances need volumes [B, i, j, k, C].`,
		);
	}
	return tf.getBackend() === 'webgpu' ? mapsByOps(masks, spacingMm) : mapsByArrays(masks, spacingMm);
}

/** {@link distanceMaps} in plain arrays. */
export function mapsByArrays(masks: tf.Tensor, spacing: SpacingMm): tf.Tensor {
	const [batch, ni, nj, nk, channels] = masks.shape as [number, number, number, number, number];
	const values = masks.dataSync();
	const voxels = ni * nj * nk;
	const maps = new Float32Array(values.length);
	const mask = new Uint8Array(voxels);
	for (let item = 0; item < batch; item++) {
		for (let channel = 0; channel < channels; channel++) {
			const first = item * voxels * channels + channel;
			let count = 0;
			for (let v = 0, at = first; v < voxels; v++, at += channels) {
				mask[v] = values[at]! > 0.5 ? 1 : 0;
				count += mask[v]!;
			}
			if (count === 0 || count === voxels) continue;
			const to = (side: 'zero' | 'nonzero'): Float64Array =>
				distanceTransform(mask, [ni, nj, nk], { spacing, to: side });
			const [inside, outside] = [to('zero'), to('nonzero')];
			for (let v = 0, at = first; v < voxels; v++, at += channels) maps[at] = outside[v]! - inside[v]!;
		}
	}
	return tf.tensor(maps, masks.shape, 'float32');
}

/** Squared distance from where there is nothing: far above all others, and small enough to add to. */
const FAR = 1e12;

/** {@link distanceMaps} by ops of the backend. */
export function mapsByOps(masks: tf.Tensor, spacing: SpacingMm): tf.Tensor {
	return tf.tidy(() => {
		const inside = tf.cast(tf.greater(masks, 0.5), 'float32');
		const [batch, channels] = [masks.shape[0]!, masks.shape[4]!];
		const share = tf.mean(tf.reshape(inside, [batch, -1, channels]), 1); // [B, C]
		const both = tf.cast(tf.logicalAnd(tf.greater(share, 0), tf.less(share, 1)), 'float32');
		const hasBorder = tf.reshape(both, [batch, 1, 1, 1, channels]);
		const distanceTo = (others: tf.Tensor): tf.Tensor =>
			tf.sqrt(spacing.reduce((y, step, axis) => nearestSquares(y, axis + 1, step), tf.mul(others, FAR)));
		const signed = tf.sub(distanceTo(tf.sub(1, inside)), distanceTo(inside));
		return tf.mul(signed, hasBorder);
	});
}
