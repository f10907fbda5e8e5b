import type * as tf from '@tensorflow/tfjs';
import { type FeaturePyramid, featurePyramid } from '@unetr/blocks';
import { VitError } from '../vitError.ts';
import { type SwinConfig, swinTransformer } from './swinTransformer.ts';

/** Scales of a Swin transformer's five levels, where the patch is literally 2 voxels. */
export type SwinScales<PatchSize extends number> = PatchSize extends 2
	? readonly [2, 4, 8, 16, 32]
	: readonly number[];

/**
 * Sizes that do not divide are padded on the way, so their levels have other scales than the network's; some of those
 * are whole numbers by chance, which the pyramid would take.
 */
function checkSize(image: tf.SymbolicTensor, { patchSize, depths, spatialDims = 3 }: SwinConfig): void {
	image.shape.slice(1, 1 + spatialDims).forEach((extent, axis) => {
		const multiple = patchSize[axis]! * 2 ** depths.length;
		if (extent === null || extent! % multiple === 0) return;
		const below = Math.max(multiple, Math.floor(extent! / multiple) * multiple);
		throw new VitError(
			`the image has ${extent} voxels along axis ${'ijk'[axis]}, no multiple of the coarsest scale, ${multiple}; ` +
				`the nearest sizes that fit are ${below} and ${below + multiple}`,
		);
	});
}

/**
 * Swin transformer as a pyramid: the embedded patches and the output of every stage.
 *
 * @param image [B, D, H, W, C] of known size, a multiple of the coarsest scale.
 * @throws VitError if an extent is no multiple of the coarsest scale, with the nearest that are, or for what
 *   {@link swinTransformer} refuses.
 * Source: Tang et al. 2022; the encoder of MONAI's `SwinUNETR`.
 */
export function swinEncoder<const PatchSize extends number>(
	image: tf.SymbolicTensor,
	config: SwinConfig<PatchSize>,
): FeaturePyramid<SwinScales<PatchSize>> {
	checkSize(image, config);
	return featurePyramid(image, swinTransformer(image, config), config.spatialDims);
}
