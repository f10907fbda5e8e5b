import type * as tf from '@tensorflow/tfjs';
import { DropoutLayer, type SeedOf, type SpatialDims } from '@unetr/blocks';
import { PatchProjection, type ProjType } from './patchProjection.ts';
import { type PosEmbedType, PositionEmbedding } from './positionEmbedding.ts';
import { VitError } from './vitError.ts';

/** What decides how a volume becomes tokens. */
export interface PatchEmbeddingConfig {
	/** Voxels of a patch along i, j, k; 1 along k in two dimensions. */
	readonly patchSize: readonly [number, number, number];
	readonly hiddenSize: number;
	readonly projType: ProjType;
	readonly posEmbedType: PosEmbedType;
	readonly dropoutRate: number;
	readonly seedOf: SeedOf;
	/** 3 by default; 2 for an image [B, H, W, 1, C]. */
	readonly spatialDims?: SpatialDims;
}

/** Tokens of a volume and how many there are along i, j, k. */
export interface PatchTokens {
	readonly tokens: tf.SymbolicTensor;
	readonly grid: readonly [number, number, number];
}

function gridOf(image: tf.SymbolicTensor, patchSize: readonly number[]): [number, number, number] {
	const space = image.shape.slice(1, 4);
	return space.map((extent, axis) => {
		const patch = patchSize[axis]!;
		if (extent === null || extent! % patch !== 0) {
			throw new VitError(
				`the image has ${extent} voxels along axis ${axis}, no multiple of the patch's ${patch}`,
			);
		}
		return extent! / patch;
	}) as [number, number, number];
}

/**
 * Cuts a volume into patches, projects them and adds their positions: [B, D, H, W, C] -> [B, N, hiddenSize].
 *
 * @param image [B, D, H, W, C] with D, H, W known.
 * @param name module path, for example `vit.patch_embedding`.
 * @throws VitError if an extent is no multiple of the patch.
 * Source: Dosovitskiy et al. 2021; MONAI's `PatchEmbeddingBlock`.
 */
export function patchEmbedding(
	image: tf.SymbolicTensor,
	name: string,
	config: PatchEmbeddingConfig,
): PatchTokens {
	const { patchSize, hiddenSize, projType, posEmbedType, dropoutRate, seedOf, spatialDims } = config;
	const grid = gridOf(image, patchSize);
	// MONAI's perceptron is a Sequential of a rearrangement and, at index 1, the linear map.
	const path = `${name}.patch_embeddings${projType === 'perceptron' ? '.1' : ''}`;
	const options = { patchSize, hiddenSize, projType, spatialDims };
	const projection = new PatchProjection({ name: path, seed: seedOf(path), ...options });
	let tokens = projection.apply(image) as tf.SymbolicTensor;
	if (posEmbedType !== 'none') {
		const positions = new PositionEmbedding({ name, posEmbedType, grid, seed: seedOf(name), spatialDims });
		tokens = positions.apply(tokens) as tf.SymbolicTensor;
	}
	if (dropoutRate > 0) {
		const dropped = `${name}.dropout`;
		const dropout = new DropoutLayer({ name: dropped, rate: dropoutRate, seed: seedOf(dropped) });
		tokens = dropout.apply(tokens) as tf.SymbolicTensor;
	}
	return { tokens, grid };
}
