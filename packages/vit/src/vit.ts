import type * as tf from '@tensorflow/tfjs';
import { LayerNormLayer } from '@unetr/blocks';
import { type PatchEmbeddingConfig, patchEmbedding } from './patchEmbedding.ts';
import { type PreNormBlockConfig, preNormBlock } from './preNormBlock.ts';
import { VitError } from './vitError.ts';

/** Configuration of {@link vit}. */
export interface VitConfig extends PatchEmbeddingConfig, PreNormBlockConfig {
	readonly numLayers: number;
	/** Module path of the encoder, `vit` by default. */
	readonly name?: string;
}

/** What the encoder hands to a decoder. */
export interface VitFeatures {
	/** Layer-normed output of the last block, [B, N, hiddenSize]. */
	readonly tokens: tf.SymbolicTensor;
	/** Output of every block, not normed, [B, N, hiddenSize] each. */
	readonly hiddenStates: readonly tf.SymbolicTensor[];
	/** Tokens along i, j, k. */
	readonly grid: readonly [number, number, number];
}

/**
 * Vision transformer on volumes.
 *
 * @param image [B, D, H, W, C] with D, H, W known and multiples of the patch.
 * @throws VitError if an extent is no multiple of the patch or the hidden size none of the heads.
 * Source: Dosovitskiy et al. 2021; MONAI's `ViT` without classification.
 */
export function vit(image: tf.SymbolicTensor, config: VitConfig): VitFeatures {
	const { hiddenSize, numHeads, numLayers, name = 'vit' } = config;
	if (hiddenSize % numHeads !== 0) {
		throw new VitError(`hiddenSize = ${hiddenSize} must be a multiple of numHeads = ${numHeads}`);
	}
	if (config.attnPosition === 'rotary' && (hiddenSize / numHeads) % 2 !== 0) {
		throw new VitError(
			`a head of ${hiddenSize / numHeads} channels cannot turn in pairs; make its size even`,
		);
	}
	const { tokens, grid } = patchEmbedding(image, `${name}.patch_embedding`, config);
	const hiddenStates: tf.SymbolicTensor[] = [];
	for (let index = 0; index < numLayers; index++) {
		// Deeper blocks are left out more often, from never to the given share (Huang et al. 2016).
		const dropPathRate = ((config.dropPathRate ?? 0) * index) / Math.max(numLayers - 1, 1);
		const block = `${name}.blocks.${index}`;
		hiddenStates.push(preNormBlock(hiddenStates.at(-1) ?? tokens, block, grid, { ...config, dropPathRate }));
	}
	const norm = new LayerNormLayer({ name: `${name}.norm` });
	return { tokens: norm.apply(hiddenStates.at(-1) ?? tokens) as tf.SymbolicTensor, hiddenStates, grid };
}
