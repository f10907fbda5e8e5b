import * as tf from '@tensorflow/tfjs';
import { groupNorm } from '@unetr/ops';
import { onlyShape, onlyTensor } from './layerConfig.ts';

/** Configuration of {@link GroupNormLayer}. */
export interface GroupNormLayerConfig {
	readonly name: string;
	/** A divisor of the channels. */
	readonly numGroups: number;
}

/** Group normalisation with learnt scale and shift and ε = 1e-5, as `torch.nn.GroupNorm` (Wu and He 2018). */
export class GroupNormLayer extends tf.layers.Layer {
	static readonly className = 'UnetrGroupNorm';
	readonly #config: GroupNormLayerConfig;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: GroupNormLayerConfig) {
		super({ ...config });
		this.#config = config;
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
		return groupNorm(onlyTensor(inputs), this.#config.numGroups, this.#weight!.read(), this.#bias!.read());
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(GroupNormLayer);
