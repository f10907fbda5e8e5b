import * as tf from '@tensorflow/tfjs';
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
 * Distances to both sides of the border of each channel's mask, in the unit of the spacing: inside to the nearest voxel
 * outside, and outside to the nearest one inside. Both are 0 throughout where a mask is empty or full.
 *
 * The masks are read from the backend, which waits for it.
 *
 * @param masks true above 0.5 [B, i, j, k, C]
 * @param combine of the distance inside and outside, one of which is 0
 * @returns [B, i, j, k, C]
 * @throws LossError where the masks are no volumes
 */
export function distanceMaps(
	masks: tf.Tensor,
	spacingMm: SpacingMm,
	combine: (inside: number, outside: number) => number,
): tf.Tensor {
	const [batch, ni, nj, nk, channels] = masks.shape as [number, number, number, number, number];
	if (masks.rank !== 5) {
		throw new LossError(
			`logits have shape [${masks.shape}]; losses of distances need volumes [B, i, j, k, C].`,
		);
	}
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
				distanceTransform(mask, [ni, nj, nk], { spacing: spacingMm, to: side });
			const [inside, outside] = [to('zero'), to('nonzero')];
			for (let v = 0, at = first; v < voxels; v++, at += channels)
				maps[at] = combine(inside[v]!, outside[v]!);
		}
	}
	return tf.tensor(maps, masks.shape, 'float32');
}
