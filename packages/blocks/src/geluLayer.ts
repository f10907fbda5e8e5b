import * as tf from '@tensorflow/tfjs';
import { gelu } from '@unetr/ops';
import { onlyTensor } from './layerConfig.ts';

/** Exact Gaussian error linear unit, x · Φ(x), as `torch.nn.GELU` (Hendrycks and Gimpel 2016). */
export class GeluLayer extends tf.layers.Layer {
	static readonly className = 'UnetrGelu';

	constructor(config: { readonly name: string }) {
		super({ ...config });
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return gelu(onlyTensor(inputs));
	}
}

tf.serialization.registerClass(GeluLayer);
