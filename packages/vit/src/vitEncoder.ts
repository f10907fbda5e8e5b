import type * as tf from '@tensorflow/tfjs';
import { type FeaturePyramid, featurePyramid } from '@unetr/blocks';
import { tokensToVolume } from './tokensToVolume.ts';
import { type VitConfig, vit } from './vit.ts';
import { VitError } from './vitError.ts';

/** Configuration of {@link vitEncoder}; `Patch` and `Skips` are literal where they are known at compile time. */
export interface VitEncoderConfig<
	Patch extends number = number,
	Skips extends readonly number[] = readonly number[],
> extends VitConfig {
	readonly patchSize: readonly [Patch, Patch, Patch | 1];
	/** Blocks (from 0) whose outputs are levels before the last, for example [3, 6, 9] in UNETR. */
	readonly skipBlocks: Skips;
}

/** Scales of a vision transformer's levels: all that of the patch. */
export type VitScales<Patch extends number, Skips extends readonly number[]> = readonly [
	...{ readonly [Skip in keyof Skips]: Patch },
	Patch,
];

/**
 * Vision transformer as a pyramid: the outputs of chosen blocks and, last, the layer-normed output of the last
 * block, each back on the grid of patches, [B, D/p, H/p, W/p, hiddenSize]; in two dimensions [B, H/p, W/p, 1, hiddenSize].
 *
 * @param image [B, D, H, W, C] with D, H, W known and multiples of the patch.
 * @throws VitError if an extent is no multiple of the patch, the hidden size none of the heads, or a block is not there.
 * Source: Dosovitskiy et al. 2021; the encoder of MONAI's `UNETR`.
 */
export function vitEncoder<const Patch extends number, const Skips extends readonly number[]>(
	image: tf.SymbolicTensor,
	config: VitEncoderConfig<Patch, Skips>,
): FeaturePyramid<VitScales<Patch, Skips>> {
	const { name = 'vit', skipBlocks, numLayers, spatialDims } = config;
	const { tokens, hiddenStates, grid } = vit(image, config);
	// One reshape a skip: two skips may be the same block of a shallow transformer.
	const skips = skipBlocks.map((block, s) => {
		const state = hiddenStates[block];
		if (state) return tokensToVolume(state, grid, `${name}.skips.${s}`);
		throw new VitError(`skipBlocks[${s}] = ${block} must be a block of ${numLayers}, 0 to ${numLayers - 1}`);
	});
	return featurePyramid(image, [...skips, tokensToVolume(tokens, grid, `${name}.latent`)], spatialDims);
}
