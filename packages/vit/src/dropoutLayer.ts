import * as tf from '@tensorflow/tfjs';
import { onlyTensor, type SeededLayerConfig } from './layerConfig.ts';

/** Configuration of {@link DropoutLayer}. */
export interface DropoutLayerConfig extends SeededLayerConfig {
	/** Share of values set to zero in training, in [0, 1). */
	readonly rate: number;
}

/** Sets a random share of values to zero in training and scales the others up; a new mask every call, from the seed. */
export class DropoutLayer extends tf.layers.Layer {
	static readonly className = 'UnetrDropout';
	readonly #config: DropoutLayerConfig;
	#step = 0;
	#calls = 0;

	constructor(config: DropoutLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	/** Ties the masks of the calls that follow to a training step, so that a resumed training draws the same ones. */
	beginStep(step: number): void {
		this.#step = step;
		this.#calls = 0;
	}

	override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
		const x = onlyTensor(inputs);
		const { rate, seed } = this.#config;
		return kwargs.training ? tf.dropout(x, rate, undefined, `${seed}/${this.#step}/${this.#calls++}`) : x;
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(DropoutLayer);
