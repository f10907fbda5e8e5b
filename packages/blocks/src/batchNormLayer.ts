import * as tf from '@tensorflow/tfjs';
import { batchNorm, isRecomputing, scaleShift } from '@unetr/ops';
import { onlyShape, onlyTensor } from './layerConfig.ts';

/** Configuration of {@link BatchNormLayer}. */
export interface BatchNormLayerConfig {
	readonly name: string;
	/** Share of a new batch in the running statistics; 0.1 by default. */
	readonly momentum?: number;
}

const EPSILON = 1e-5;

/**
 * Batch normalisation with learnt scale and shift and ε = 1e-5, as `torch.nn.BatchNorm3d`.
 *
 * In training by the statistics of the batch, which move the running ones (variance unbiased); else by these.
 */
export class BatchNormLayer extends tf.layers.Layer {
	static readonly className = 'UnetrBatchNorm';
	readonly #config: BatchNormLayerConfig;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;
	#mean?: tf.LayerVariable;
	#variance?: tf.LayerVariable;
	#batches?: tf.LayerVariable;

	constructor(config: BatchNormLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const shape = [onlyShape(inputShape).at(-1)!];
		const { zeros, ones } = tf.initializers;
		tf.tidy(() => {
			this.#weight = this.addWeight('weight', shape, 'float32', ones());
			this.#bias = this.addWeight('bias', shape, 'float32', zeros());
			this.#mean = this.addWeight('running_mean', shape, 'float32', zeros(), undefined, false);
			this.#variance = this.addWeight('running_var', shape, 'float32', ones(), undefined, false);
			this.#batches = this.addWeight('num_batches_tracked', [], 'int32', zeros(), undefined, false);
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
		const x = onlyTensor(inputs);
		const [gamma, beta] = [this.#weight!.read(), this.#bias!.read()];
		return tf.tidy(() => {
			if (kwargs.training) {
				const { y, mean, variance } = batchNorm(x, gamma, beta, { epsilon: EPSILON });
				if (!isRecomputing()) this.#track(mean, variance, x.size / mean.size);
				return y;
			}
			const scale = tf.div(gamma, tf.sqrt(tf.add(this.#variance!.read(), EPSILON)));
			return scaleShift(x, scale, tf.sub(beta, tf.mul(this.#mean!.read(), scale)));
		});
	}

	/** Moves the running statistics towards those of a batch of `count` values a channel. */
	#track(mean: tf.Tensor, variance: tf.Tensor, count: number): void {
		const { momentum = 0.1 } = this.#config;
		const move = (running: tf.LayerVariable, value: tf.Tensor): tf.LayerVariable =>
			running.write(tf.add(tf.mul(running.read(), 1 - momentum), tf.mul(value, momentum)));
		move(this.#mean!, mean);
		move(this.#variance!, tf.mul(variance, count / Math.max(count - 1, 1)));
		this.#batches!.write(tf.add(this.#batches!.read(), tf.scalar(1, 'int32')));
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(BatchNormLayer);
