import * as tf from '@tensorflow/tfjs';
import { onlyTensor, type SeededLayerConfig } from './layerConfig.ts';
import { MaskSeeds } from './maskSeeds.ts';

/** Configuration of {@link DropoutLayer}. */
export interface DropoutLayerConfig extends SeededLayerConfig {
	/** Share of values set to zero in training, in [0, 1). */
	readonly rate: number;
}

/** Sets a random share of values to zero in training and scales the others up; a new mask every call, from the seed. */
export class DropoutLayer extends tf.layers.Layer {
	static readonly className = 'UnetrDropout';
	readonly #config: DropoutLayerConfig;
	readonly #masks: MaskSeeds;

	constructor(config: DropoutLayerConfig) {
		super({ ...config });
		this.#config = config;
		this.#masks = new MaskSeeds(config.seed);
	}

	/** Ties the masks that follow to a training step. */
	beginStep(step: number): void {
		this.#masks.beginStep(step);
	}

	override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
		const x = onlyTensor(inputs);
		return kwargs.training ? tf.dropout(x, this.#config.rate, undefined, this.#masks.next()) : x;
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(DropoutLayer);
