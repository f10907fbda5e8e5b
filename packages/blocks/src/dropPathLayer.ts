import * as tf from '@tensorflow/tfjs';
import { onlyTensor, type SeededLayerConfig } from './layerConfig.ts';
import { MaskedLayer } from './maskedLayer.ts';

/** Configuration of {@link DropPathLayer}. */
export interface DropPathLayerConfig extends SeededLayerConfig {
	/** Share of samples whose branch is left out in training, in [0, 1). */
	readonly rate: number;
}

/**
 * Stochastic depth (Huang et al. 2016): leaves a residual branch out for a random share of the samples of a batch in
 * training and scales the others up, as MONAI's and timm's `DropPath`; [B, ...] -> the same.
 */
export class DropPathLayer extends MaskedLayer {
	static readonly className = 'UnetrDropPath';
	readonly #config: DropPathLayerConfig;

	constructor(config: DropPathLayerConfig) {
		super(config);
		this.#config = config;
	}

	override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
		const x = onlyTensor(inputs);
		const { rate } = this.#config;
		if (!kwargs.training || rate === 0) return x;
		const perSample = x.shape.map((extent, axis) => (axis === 0 ? extent : 1));
		return tf.dropout(x, rate, perSample, this.masks.next());
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(DropPathLayer);
