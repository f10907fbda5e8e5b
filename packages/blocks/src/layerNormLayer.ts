import * as tf from '@tensorflow/tfjs';
import { layerNorm } from '@unetr/ops';
import { AffineLayer } from './affineLayer.ts';
import { onlyTensor } from './layerConfig.ts';

/** Configuration of {@link LayerNormLayer}. */
export interface LayerNormLayerConfig {
	readonly name: string;
	/** Whether a scale and a shift per channel are learnt; true by default. */
	readonly affine?: boolean;
}

/** Layer normalisation of the last axis with ε = 1e-5, as `torch.nn.LayerNorm`. */
export class LayerNormLayer extends AffineLayer<LayerNormLayerConfig> {
	static readonly className = 'UnetrLayerNorm';

	constructor(config: LayerNormLayerConfig) {
		super(config, config.affine ?? true);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return layerNorm(onlyTensor(inputs), this.gamma, this.beta);
	}
}

tf.serialization.registerClass(LayerNormLayer);
