import * as tf from '@tensorflow/tfjs';
import { silu } from '@unetr/ops';
import { onlyTensor } from './layerConfig.ts';

/** Sigmoid linear unit, x · σ(x), as `torch.nn.SiLU` (Elfwing et al. 2018). */
export class SiluLayer extends tf.layers.Layer {
	static readonly className = 'UnetrSilu';

	constructor(config: { readonly name: string }) {
		super({ ...config });
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return silu(onlyTensor(inputs));
	}
}

tf.serialization.registerClass(SiluLayer);
