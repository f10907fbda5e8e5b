import * as tf from '@tensorflow/tfjs';
import {
	configDict,
	type Grid,
	narrowNormal,
	onlyShape,
	onlyTensor,
	type SeededLayerConfig,
	type SpatialDims,
	type WeightGrids,
} from '@unetr/blocks';
import { sincosPositions } from './sincosPositions.ts';

/** Whether positions are learnt, fixed sines and cosines, or not added at all. */
export type PosEmbedType = 'learnable' | 'sincos' | 'none';

/** Configuration of {@link PositionEmbedding}. */
export interface PositionEmbeddingConfig extends SeededLayerConfig {
	readonly posEmbedType: Exclude<PosEmbedType, 'none'>;
	/** Tokens along i, j, k. */
	readonly grid: readonly [number, number, number];
	/** 3 by default; 2 for a grid of one token along k. */
	readonly spatialDims?: SpatialDims;
}

/** Adds a vector for its position to every token: [B, N, C] -> [B, N, C]. */
export class PositionEmbedding extends tf.layers.Layer {
	static readonly className = 'UnetrPositionEmbedding';
	readonly weightGrids: WeightGrids;
	readonly #config: PositionEmbeddingConfig;
	#positions?: tf.LayerVariable;

	constructor(config: PositionEmbeddingConfig) {
		super({ ...config });
		this.#config = config;
		this.weightGrids = { position_embeddings: this.#grid() };
	}

	/** Places along the axes that the network works on. */
	#grid(): Grid {
		const { grid, spatialDims = 3 } = this.#config;
		return grid.slice(0, spatialDims) as unknown as Grid;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const [, tokens, channels] = onlyShape(inputShape) as [null, number, number];
		const { posEmbedType, seed } = this.#config;
		const learnable = posEmbedType === 'learnable';
		const shape = [1, tokens, channels];
		tf.tidy(() => {
			const fill = learnable ? narrowNormal(seed) : tf.initializers.zeros();
			this.#positions = this.addWeight('position_embeddings', shape, 'float32', fill, undefined, learnable);
			if (!learnable) this.#positions.write(tf.tensor(sincosPositions(this.#grid(), channels), shape));
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.add(onlyTensor(inputs), this.#positions!.read());
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(PositionEmbedding);
