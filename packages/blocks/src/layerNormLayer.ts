import * as tf from '@tensorflow/tfjs';
import { layerNorm } from '@unetr/ops';
import { onlyShape, onlyTensor } from './layerConfig.ts';

/** Layer normalisation of the last axis with learnt scale and shift and ε = 1e-5, as `torch.nn.LayerNorm`. */
export class LayerNormLayer extends tf.layers.Layer {
	static readonly className = 'UnetrLayerNorm';
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: { readonly name: string }) {
		super({ ...config });
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const channels = onlyShape(inputShape).at(-1)!;
		tf.tidy(() => {
			this.#weight = this.addWeight('weight', [channels], 'float32', tf.initializers.ones());
			this.#bias = this.addWeight('bias', [channels], 'float32', tf.initializers.zeros());
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return layerNorm(onlyTensor(inputs), this.#weight!.read(), this.#bias!.read());
	}
}

tf.serialization.registerClass(LayerNormLayer);
