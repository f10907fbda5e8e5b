import * as tf from '@tensorflow/tfjs';
import {
	LayerNormLayer,
	LinearLayer,
	onlyShape,
	onlyTensor,
	padEnd,
	type SeedOf,
	type Triple,
} from '@unetr/blocks';
import { spaceToDepth3d } from '@unetr/ops';

/**
 * In which order the eight neighbours of a merged voxel stand: MONAI's `merging` as corrected in 1.5, its order until 1.4,
 * which took two neighbours twice and two never, or `mergingv2`. Weights fit all three, results differ.
 */
export type PatchMergingType = 'merging' | 'mergingLegacy' | 'mergingv2';

/** Places 4·i + 2·j + k of the neighbours in each order. */
const orders: { readonly [Type in PatchMergingType]: readonly number[] } = {
	merging: [0, 4, 2, 1, 6, 5, 3, 7],
	mergingLegacy: [0, 4, 2, 1, 5, 2, 1, 7],
	mergingv2: [0, 1, 2, 3, 4, 5, 6, 7],
};

/** Configuration of {@link NeighboursLayer}. */
export interface NeighboursLayerConfig {
	readonly name: string;
	readonly merging: PatchMergingType;
}

/** Puts the eight neighbours of each block of 2³ voxels side by side: [B, D, H, W, C] -> [B, D/2, H/2, W/2, 8·C]. */
export class NeighboursLayer extends tf.layers.Layer {
	static readonly className = 'UnetrNeighbours';
	readonly #config: NeighboursLayerConfig;

	constructor(config: NeighboursLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.tidy(() => {
			const blocks = spaceToDepth3d(onlyTensor(inputs), [2, 2, 2]);
			if (this.#config.merging === 'mergingv2') return blocks;
			const neighbours = tf.split(blocks, 8, 4);
			return tf.concat(
				orders[this.#config.merging].map((place) => neighbours[place]!),
				4,
			);
		});
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, D, H, W, C] = onlyShape(inputShape) as [number, number, number, number, number];
		return [batch, D / 2, H / 2, W / 2, 8 * C];
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(NeighboursLayer);

/**
 * Halves the resolution and doubles the channels: neighbours side by side, normed, mapped from 8·C to 2·C;
 * [B, D, H, W, C] -> [B, ⌈D/2⌉, ⌈H/2⌉, ⌈W/2⌉, 2·C]. Odd axes are padded at their end.
 *
 * @param name module path, for example `swinViT.layers1.0.downsample`.
 * Source: Liu et al. 2021; MONAI's `PatchMerging` and `PatchMergingV2`.
 */
export function patchMerging(
	x: tf.SymbolicTensor,
	name: string,
	merging: PatchMergingType,
	seedOf: SeedOf,
): tf.SymbolicTensor {
	const channels = x.shape.at(-1)!;
	const even = x.shape.slice(1, 4).map((extent) => 2 * Math.ceil(extent! / 2)) as unknown as Triple;
	const padded = padEnd(x, `${name}.pad`, even);
	const neighbours = new NeighboursLayer({ name: `${name}.neighbours`, merging }).apply(padded);
	const normed = new LayerNormLayer({ name: `${name}.norm` }).apply(neighbours);
	const path = `${name}.reduction`;
	const map = new LinearLayer({ name: path, units: 2 * channels, useBias: false, seed: seedOf(path) });
	return map.apply(normed) as tf.SymbolicTensor;
}
