import * as tf from '@tensorflow/tfjs';
import { configDict, onlyShape, onlyTensor, type Triple } from './layerConfig.ts';

/** Configuration of {@link PadEdgeLayer}. */
export interface PadEdgeLayerConfig {
	readonly name: string;
	/** Voxels along i, j, k, none fewer than the input's. */
	readonly size: Triple;
}

/** Repeats the last slice of an axis until the volume has a size, as `torch.nn.functional.pad` with `replicate`. */
export class PadEdgeLayer extends tf.layers.Layer {
	static readonly className = 'UnetrPadEdge';
	readonly #config: PadEdgeLayerConfig;

	constructor(config: PadEdgeLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.tidy(() =>
			this.#config.size.reduce((volume, size, index) => {
				const axis = index + 1;
				const missing = size - volume.shape[axis]!;
				if (missing === 0) return volume;
				const begin = volume.shape.map((extent, a) => (a === axis ? extent - 1 : 0));
				const last = tf.slice(
					volume,
					begin,
					volume.shape.map((extent, a) => (a === axis ? 1 : extent)),
				);
				return tf.concat([volume, ...Array.from({ length: missing }, () => last)], axis);
			}, onlyTensor(inputs)),
		);
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const shape = onlyShape(inputShape);
		return [shape[0]!, ...this.#config.size, shape[4]!];
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(PadEdgeLayer);
