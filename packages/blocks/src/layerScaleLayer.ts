import * as tf from '@tensorflow/tfjs';
import { scaleShift } from '@unetr/ops';
import { configDict, onlyShape, onlyTensor } from './layerConfig.ts';

/** Configuration of {@link LayerScaleLayer}. */
export interface LayerScaleLayerConfig {
	readonly name: string;
	/** Value of every factor at first, for example 1e-5. */
	readonly initial: number;
	/** PyTorch module that holds the factors; the layer's name by default. */
	readonly torchModule?: string;
}

/** Learnt factor for each channel of a branch, [..., C] -> [..., C] (Touvron et al. 2021, "CaiT", equation 4). */
export class LayerScaleLayer extends tf.layers.Layer {
	static readonly className = 'UnetrLayerScale';
	readonly torchModule: string;
	readonly #config: LayerScaleLayerConfig;
	#gamma?: tf.LayerVariable;

	constructor(config: LayerScaleLayerConfig) {
		super({ ...config });
		this.#config = config;
		this.torchModule = config.torchModule ?? config.name;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const channels = onlyShape(inputShape).at(-1)!;
		tf.tidy(() => {
			const initial = tf.initializers.constant({ value: this.#config.initial });
			this.#gamma = this.addWeight('gamma', [channels], 'float32', initial);
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return scaleShift(onlyTensor(inputs), this.#gamma!.read());
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(LayerScaleLayer);
