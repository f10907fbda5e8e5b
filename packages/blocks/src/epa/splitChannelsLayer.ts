import * as tf from '@tensorflow/tfjs';
import { configDict, onlyShape, onlyTensor } from '../layerConfig.ts';

/** Configuration of {@link SplitChannelsLayer}. */
export interface SplitChannelsLayerConfig {
	readonly name: string;
	/** A divisor of the channels. */
	readonly parts: number;
}

/** Splits the channels of tokens and puts each part's channels first: [B, N, parts · C] -> parts of [B, C, N]. */
export class SplitChannelsLayer extends tf.layers.Layer {
	static readonly className = 'UnetrSplitChannels';
	readonly #config: SplitChannelsLayerConfig;

	constructor(config: SplitChannelsLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
		return tf.tidy(() => tf.split(tf.transpose(onlyTensor(inputs), [0, 2, 1]), this.#config.parts, 1));
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape[] {
		const [batch, tokens, channels] = onlyShape(inputShape) as [null, number, number];
		const { parts } = this.#config;
		return Array.from({ length: parts }, () => [batch, channels / parts, tokens]);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(SplitChannelsLayer);
