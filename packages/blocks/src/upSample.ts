import type * as tf from '@tensorflow/tfjs';
import { convolve, convolveTransposed } from './convolve.ts';
import { perAxis, type SeedOf, type SpatialDims, type Triple } from './layerConfig.ts';
import { resize } from './resizeLayer.ts';

/** How a map is doubled: by a learnt transposed convolution, or by (tri)linear interpolation. */
export type UpsampleMode = 'deconv' | 'nontrainable';

/** What a doubling takes beside its name. */
export interface UpSampleOptions {
	readonly filters: number;
	readonly mode: UpsampleMode;
	/** Whether interpolation keeps the corners in their places. */
	readonly alignCorners: boolean;
	readonly seedOf: SeedOf;
	/** 3 by default; 2 leaves axis k as it is. */
	readonly spatialDims?: SpatialDims;
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
	{ filters, mode, alignCorners, seedOf, spatialDims }: UpSampleOptions,
): tf.SymbolicTensor {
	if (mode === 'deconv') {
		const options = { filters, kernelSize: 2, useBias: true, spatialDims };
		return convolveTransposed(x, `${path}.deconv`, options, seedOf);
	}
	const ratios = perAxis(2, spatialDims);
	const size = x.shape.slice(1, 4).map((extent, axis) => extent! * ratios[axis]!) as unknown as Triple;
	const options = { filters, kernelSize: 1, useBias: true, spatialDims };
	const mapped = x.shape.at(-1) === filters ? x : convolve(x, `${path}.preconv`, options, seedOf);
	return resize(mapped, `${path}.upsample_non_trainable`, { size, mode: 'trilinear', alignCorners });
}
