import * as tf from '@tensorflow/tfjs';
import { onlyTensor, type SeededLayerConfig } from './layerConfig.ts';
import { MaskSeeds } from './maskSeeds.ts';

/** Configuration of {@link DropPathLayer}. */
export interface DropPathLayerConfig extends SeededLayerConfig {
	/** Share of samples whose branch is left out in training, in [0, 1). */
	readonly rate: number;
}

/**
 * Stochastic depth (Huang et al. 2016): leaves a residual branch out for a random share of the samples of a batch in
 * training and scales the others up, as MONAI's and timm's `DropPath`; [B, ...] -> the same.
 */
export class DropPathLayer extends tf.layers.Layer {
	static readonly className = 'UnetrDropPath';
	readonly #config: DropPathLayerConfig;
	readonly #masks: MaskSeeds;

	constructor(config: DropPathLayerConfig) {
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
		const { rate } = this.#config;
		if (!kwargs.training || rate === 0) return x;
		const perSample = x.shape.map((extent, axis) => (axis === 0 ? extent : 1));
		return tf.tidy(() => tf.mul(x, tf.dropout(tf.ones(perSample), rate, undefined, this.#masks.next())));
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(DropPathLayer);
