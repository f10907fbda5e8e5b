import * as tf from '@tensorflow/tfjs';
import {
	configDict,
	LayerNormLayer,
	LinearLayer,
	onlyShape,
	onlyTensor,
	padEnd,
	perAxis,
	type SeedOf,
	type SpatialDims,
	type Triple,
} from '@unetr/blocks';
import { spaceToDepth3d } from '@unetr/ops';

/**
 * In which order the eight neighbours of a merged voxel stand: MONAI's `merging` as corrected in 1.5, its order until 1.4,
 * which took two neighbours twice and two never, or `mergingv2`. Weights fit all three, results differ. In two dimensions
 * all are one: four neighbours, i fastest.
 */
export type PatchMergingType = 'merging' | 'mergingLegacy' | 'mergingv2';

/** Places 4·i + 2·j + k of the neighbours in each order. */
const orders: { readonly [Type in PatchMergingType]: readonly number[] } = {
	merging: [0, 4, 2, 1, 6, 5, 3, 7],
	mergingLegacy: [0, 4, 2, 1, 5, 2, 1, 7],
	mergingv2: [0, 1, 2, 3, 4, 5, 6, 7],
};

/** Places 2·i + j of the neighbours in a plane. */
const planeOrder: readonly number[] = [0, 2, 1, 3];

/** Configuration of {@link NeighboursLayer}. */
export interface NeighboursLayerConfig {
	readonly name: string;
	readonly merging: PatchMergingType;
	/** 3 by default; 2 merges along i and j alone. */
	readonly spatialDims?: SpatialDims;
}

/**
 * Puts the eight neighbours of each block of 2³ voxels side by side: [B, D, H, W, C] -> [B, D/2, H/2, W/2, 8·C], or the
 * four of a plane: [B, H, W, 1, C] -> [B, H/2, W/2, 1, 4·C].
 */
export class NeighboursLayer extends tf.layers.Layer {
	static readonly className = 'UnetrNeighbours';
	readonly #config: NeighboursLayerConfig;

	constructor(config: NeighboursLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.tidy(() => {
			const { merging, spatialDims } = this.#config;
			const blocks = spaceToDepth3d(onlyTensor(inputs), perAxis(2, spatialDims));
			const order = spatialDims === 2 ? planeOrder : orders[merging];
			if (order.every((place, at) => place === at)) return blocks;
			const neighbours = tf.split(blocks, order.length, 4);
			return tf.concat(
				order.map((place) => neighbours[place]!),
				4,
			);
		});
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, D, H, W, C] = onlyShape(inputShape) as [number, number, number, number, number];
		return this.#config.spatialDims === 2
			? [batch, D / 2, H / 2, W, 4 * C]
			: [batch, D / 2, H / 2, W / 2, 8 * C];
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(NeighboursLayer);

/** What a merging takes beside its name. */
export interface PatchMergingConfig {
	readonly merging: PatchMergingType;
	readonly seedOf: SeedOf;
	/** 3 by default; 2 merges four neighbours along i and j. */
	readonly spatialDims?: SpatialDims;
}

/**
 * Halves the resolution and doubles the channels: neighbours side by side, normed, mapped from 8·C (4·C in two dimensions)
 * to 2·C;
 * [B, D, H, W, C] -> [B, ⌈D/2⌉, ⌈H/2⌉, ⌈W/2⌉, 2·C]. Odd axes are padded at their end.
 *
 * @param name module path, for example `swinViT.layers1.0.downsample`.
 * Source: Liu et al. 2021; MONAI's `PatchMerging` and `PatchMergingV2`.
 */
export function patchMerging(
	x: tf.SymbolicTensor,
	name: string,
	{ merging, seedOf, spatialDims }: PatchMergingConfig,
): tf.SymbolicTensor {
	const channels = x.shape.at(-1)!;
	const steps = perAxis(2, spatialDims);
	const even = x.shape
		.slice(1, 4)
		.map((extent, axis) => Math.ceil(extent! / steps[axis]!) * steps[axis]!) as unknown as Triple;
	const padded = padEnd(x, `${name}.pad`, even);
	const neighbours = new NeighboursLayer({ name: `${name}.neighbours`, merging, spatialDims }).apply(padded);
	const normed = new LayerNormLayer({ name: `${name}.norm` }).apply(neighbours);
	const path = `${name}.reduction`;
	const map = new LinearLayer({ name: path, units: 2 * channels, useBias: false, seed: seedOf(path) });
	return map.apply(normed) as tf.SymbolicTensor;
}
