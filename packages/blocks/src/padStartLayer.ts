import * as tf from '@tensorflow/tfjs';
import { configDict, onlyShape, onlyTensor, type PerAxis, perAxis } from './layerConfig.ts';

/** Configuration of {@link PadStartLayer}. */
export interface PadStartLayerConfig {
	readonly name: string;
	/** Slices of zeros before the first, along i, j, k. */
	readonly pad: PerAxis;
}

/** Puts zeros before a volume: [B, D, H, W, C] -> [B, p + D, p + H, p + W, C]. */
export class PadStartLayer extends tf.layers.Layer {
	static readonly className = 'UnetrPadStart';
	readonly #config: PadStartLayerConfig;

	constructor(config: PadStartLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		// Not `tf.pad`, which gives zeros alone at rank 5 on WebGPU.
		return tf.tidy(() =>
			perAxis(this.#config.pad).reduce((volume, slices, index) => {
				if (slices === 0) return volume;
				const axis = index + 1;
				const shape = volume.shape.map((extent, a) => (a === axis ? slices : extent));
				return tf.concat([tf.zeros(shape), volume], axis);
			}, onlyTensor(inputs)),
		);
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const pad = [0, ...perAxis(this.#config.pad), 0];
		return onlyShape(inputShape).map((extent, axis) => (extent === null ? null : extent + pad[axis]!));
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(PadStartLayer);
