import type * as tf from '@tensorflow/tfjs';
import { type FeaturePyramid, featurePyramid } from '@unetr/blocks';
import { type SwinConfig, swinTransformer } from './swinTransformer.ts';

/** Scales of a Swin transformer's five levels, where the patch is literally 2 voxels. */
export type SwinScales<PatchSize extends number> = PatchSize extends 2
	? readonly [2, 4, 8, 16, 32]
	: readonly number[];

/**
 * Swin transformer as a pyramid: the embedded patches and the output of every stage.
 *
 * @param image [B, D, H, W, C] of known size, a multiple of the coarsest scale.
 * @throws VitError if heads do not divide the channels of their stage.
 * @throws BlockError if an extent is no multiple of the coarsest scale, with one that is.
 * Source: as {@link swinTransformer}.
 */
export function swinEncoder<const PatchSize extends number>(
	image: tf.SymbolicTensor,
	config: SwinConfig<PatchSize>,
): FeaturePyramid<SwinScales<PatchSize>> {
	return featurePyramid(image, swinTransformer(image, config));
}
