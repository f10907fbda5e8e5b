import * as tf from '@tensorflow/tfjs';
import { instanceNorm } from '@unetr/ops';
import { onlyShape, onlyTensor } from './layerConfig.ts';

/** Configuration of {@link InstanceNormLayer}. */
export interface InstanceNormLayerConfig {
	readonly name: string;
	/** Whether a scale and a shift per channel are learnt. */
	readonly affine: boolean;
}

/** Instance normalisation over space with ε = 1e-5, as `torch.nn.InstanceNorm3d` without running statistics. */
export class InstanceNormLayer extends tf.layers.Layer {
	static readonly className = 'UnetrInstanceNorm';
	readonly #config: InstanceNormLayerConfig;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: InstanceNormLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const channels = onlyShape(inputShape).at(-1)!;
		if (this.#config.affine) {
			tf.tidy(() => {
				this.#weight = this.addWeight('weight', [channels], 'float32', tf.initializers.ones());
				this.#bias = this.addWeight('bias', [channels], 'float32', tf.initializers.zeros());
			});
		}
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return instanceNorm(onlyTensor(inputs), this.#weight?.read(), this.#bias?.read());
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(InstanceNormLayer);
