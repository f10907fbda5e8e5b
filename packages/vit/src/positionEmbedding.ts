import * as tf from '@tensorflow/tfjs';
import { narrowNormal, onlyShape, onlyTensor, type SeededLayerConfig, type WeightGrids } from '@unetr/blocks';
import { sincosPositions } from './sincosPositions.ts';

/** Whether positions are learnt, fixed sines and cosines, or not added at all. */
export type PosEmbedType = 'learnable' | 'sincos' | 'none';

/** Configuration of {@link PositionEmbedding}. */
export interface PositionEmbeddingConfig extends SeededLayerConfig {
	readonly posEmbedType: Exclude<PosEmbedType, 'none'>;
	/** Tokens along i, j, k. */
	readonly grid: readonly [number, number, number];
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
		this.weightGrids = { position_embeddings: config.grid };
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const [, tokens, channels] = onlyShape(inputShape) as [null, number, number];
		const { posEmbedType, grid, seed } = this.#config;
		const learnable = posEmbedType === 'learnable';
		const shape = [1, tokens, channels];
		tf.tidy(() => {
			const fill = learnable ? narrowNormal(seed) : tf.initializers.zeros();
			this.#positions = this.addWeight('position_embeddings', shape, 'float32', fill, undefined, learnable);
			if (!learnable) this.#positions.write(tf.tensor(sincosPositions(grid, channels), shape));
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.add(onlyTensor(inputs), this.#positions!.read());
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig(), grid: [...this.#config.grid] };
	}
}

tf.serialization.registerClass(PositionEmbedding);
