import * as tf from '@tensorflow/tfjs';
import { prelu } from '@unetr/ops';
import { onlyTensor } from './layerConfig.ts';

/** Rectifier max(x, 0) + a · min(x, 0) with one learnt slope, 0.25 at first, as `torch.nn.PReLU` (He et al. 2015). */
export class PreluLayer extends tf.layers.Layer {
	static readonly className = 'UnetrPrelu';
	#weight?: tf.LayerVariable;

	constructor(config: { readonly name: string }) {
		super({ ...config });
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		tf.tidy(() => {
			const quarter = tf.initializers.constant({ value: 0.25 });
			this.#weight = this.addWeight('weight', [1], 'float32', quarter);
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return prelu(onlyTensor(inputs), this.#weight!.read());
	}
}

tf.serialization.registerClass(PreluLayer);
