import * as tf from '@tensorflow/tfjs';
import { layerNorm } from '@unetr/ops';
import { onlyShape, onlyTensor } from './layerConfig.ts';

/** Configuration of {@link LayerNormLayer}. */
export interface LayerNormLayerConfig {
	readonly name: string;
	/** Whether a scale and a shift per channel are learnt; true by default. */
	readonly affine?: boolean;
}

/** Layer normalisation of the last axis with ε = 1e-5, as `torch.nn.LayerNorm`. */
export class LayerNormLayer extends tf.layers.Layer {
	static readonly className = 'UnetrLayerNorm';
	readonly #config: LayerNormLayerConfig;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: LayerNormLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const channels = onlyShape(inputShape).at(-1)!;
		if (this.#config.affine ?? true) {
			tf.tidy(() => {
				this.#weight = this.addWeight('weight', [channels], 'float32', tf.initializers.ones());
				this.#bias = this.addWeight('bias', [channels], 'float32', tf.initializers.zeros());
			});
		}
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return layerNorm(onlyTensor(inputs), this.#weight?.read(), this.#bias?.read());
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(LayerNormLayer);
