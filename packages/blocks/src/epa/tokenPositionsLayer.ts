import * as tf from '@tensorflow/tfjs';
import { configDict, onlyShape, onlyTensor, type Triple, type WeightGrids } from '../layerConfig.ts';

/** Configuration of {@link TokenPositionsLayer}. */
export interface TokenPositionsLayerConfig {
	readonly name: string;
	/** Tokens along i, j, k. */
	readonly grid: Triple;
	/** PyTorch module that holds the table; the layer's name by default. */
	readonly torchModule?: string;
}

/** Adds a learnt vector for its position, zero at first, to every token: [B, N, C] -> [B, N, C]. */
export class TokenPositionsLayer extends tf.layers.Layer {
	static readonly className = 'UnetrTokenPositions';
	readonly torchModule: string;
	readonly weightGrids: WeightGrids;
	readonly #config: TokenPositionsLayerConfig;
	#positions?: tf.LayerVariable;

	constructor(config: TokenPositionsLayerConfig) {
		super({ ...config });
		this.#config = config;
		this.torchModule = config.torchModule ?? config.name;
		this.weightGrids = { pos_embed: config.grid };
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const shape = [1, ...(onlyShape(inputShape).slice(1) as number[])];
		tf.tidy(() => {
			this.#positions = this.addWeight('pos_embed', shape, 'float32', tf.initializers.zeros());
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

tf.serialization.registerClass(TokenPositionsLayer);
