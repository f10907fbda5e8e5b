import * as tf from '@tensorflow/tfjs';
import { configDict, onlyTensor, type SeededLayerConfig, type SeedOf } from './layerConfig.ts';
import { MaskedLayer } from './maskedLayer.ts';

/** Configuration of {@link DropoutLayer}. */
export interface DropoutLayerConfig extends SeededLayerConfig {
	/** Share of values set to zero in training, in [0, 1). */
	readonly rate: number;
	/** Whether a channel is dropped or kept as a whole, as `torch.nn.Dropout3d` (Tompson et al. 2015); false by default. */
	readonly perChannel?: boolean;
}

/** Sets a random share of values to zero in training and scales the others up; a new mask every call, from the seed. */
export class DropoutLayer extends MaskedLayer {
	static readonly className = 'UnetrDropout';
	readonly #config: DropoutLayerConfig;

	constructor(config: DropoutLayerConfig) {
		super(config);
		this.#config = config;
	}

	override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
		const x = onlyTensor(inputs);
		if (!kwargs.training) return x;
		const { rate, perChannel } = this.#config;
		const maskShape = x.shape.map((extent, axis) => (axis === 0 || axis === x.rank - 1 ? extent : 1));
		return tf.dropout(x, rate, perChannel ? maskShape : undefined, this.masks.next());
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(DropoutLayer);

/**
 * Drops values in training; nothing is done where the rate is 0.
 *
 * @param name module path of the layer.
 * @param rate share of values set to zero, in [0, 1).
 */
export function dropOut(x: tf.SymbolicTensor, name: string, rate: number, seedOf: SeedOf): tf.SymbolicTensor {
	if (rate === 0) return x;
	return new DropoutLayer({ name, rate, seed: seedOf(name) }).apply(x) as tf.SymbolicTensor;
}
