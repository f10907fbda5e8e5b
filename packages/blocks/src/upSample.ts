import type * as tf from '@tensorflow/tfjs';
import { convolve, convolveTransposed } from './convolve.ts';
import type { SeedOf, Triple } from './layerConfig.ts';
import { resize } from './resizeLayer.ts';

/** How a map is doubled: by a learnt transposed convolution, or by trilinear interpolation. */
export type UpsampleMode = 'deconv' | 'nontrainable';

/** What a doubling takes beside its name. */
export interface UpSampleOptions {
	readonly filters: number;
	readonly mode: UpsampleMode;
	/** Whether interpolation keeps the corners in their places. */
	readonly alignCorners: boolean;
	readonly seedOf: SeedOf;
}

/**
 * Doubles the resolution: [B, D, H, W, C] -> [B, 2·D, 2·H, 2·W, filters], interpolated maps through a 1³ convolution
 * first where the channels change.
 *
 * @param path module path; the layers are `{path}.deconv`, or `{path}.preconv` and `{path}.upsample_non_trainable`.
 * Source: MONAI's `UpSample`.
 */
export function upSample(
	x: tf.SymbolicTensor,
	path: string,
	{ filters, mode, alignCorners, seedOf }: UpSampleOptions,
): tf.SymbolicTensor {
	if (mode === 'deconv') {
		return convolveTransposed(x, `${path}.deconv`, { filters, kernelSize: 2, useBias: true }, seedOf);
	}
	const size = x.shape.slice(1, 4).map((extent) => 2 * extent!) as unknown as Triple;
	const options = { filters, kernelSize: 1, useBias: true };
	const mapped = x.shape.at(-1) === filters ? x : convolve(x, `${path}.preconv`, options, seedOf);
	return resize(mapped, `${path}.upsample_non_trainable`, { size, mode: 'trilinear', alignCorners });
}
