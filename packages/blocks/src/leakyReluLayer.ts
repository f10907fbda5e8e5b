import * as tf from '@tensorflow/tfjs';
import { leakyRelu } from '@unetr/ops';
import { onlyTensor } from './layerConfig.ts';

/** Configuration of {@link LeakyReluLayer}. */
export interface LeakyReluLayerConfig {
	readonly name: string;
	/** Slope for negative values. */
	readonly slope: number;
}

/** Leaky rectifier, max(x, slope · x), as `torch.nn.LeakyReLU`. */
export class LeakyReluLayer extends tf.layers.Layer {
	static readonly className = 'UnetrLeakyRelu';
	readonly #config: LeakyReluLayerConfig;

	constructor(config: LeakyReluLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return leakyRelu(onlyTensor(inputs), this.#config.slope);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(LeakyReluLayer);
