import * as tf from '@tensorflow/tfjs';
import { linear } from '@unetr/ops';
import { onlyShape, onlyTensor, type SeededLayerConfig, type TorchAxes } from './layerConfig.ts';
import { biasFill, type WeightFill, weightFill } from './weightFill.ts';

/** Configuration of {@link LinearLayer}. */
export interface LinearLayerConfig extends SeededLayerConfig {
	readonly units: number;
	readonly useBias: boolean;
	/** `uniform` by default. */
	readonly fill?: WeightFill;
}

/** Linear map of the last axis, [..., K] -> [..., units], as `torch.nn.Linear`. */
export class LinearLayer extends tf.layers.Layer {
	static readonly className = 'UnetrLinear';
	readonly torchAxes: TorchAxes = { weight: [1, 0] };
	readonly #config: LinearLayerConfig;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: LinearLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const { units, useBias, seed, fill = 'uniform' } = this.#config;
		const channels = onlyShape(inputShape).at(-1)!;
		// The variable keeps the initial value's data; tidy drops the tensor that carried it.
		tf.tidy(() => {
			const weights = weightFill(fill, channels, seed);
			this.#weight = this.addWeight('weight', [channels, units], 'float32', weights);
			if (!useBias) return;
			this.#bias = this.addWeight('bias', [units], 'float32', biasFill(fill, channels, seed));
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return linear(onlyTensor(inputs), this.#weight!.read(), this.#bias?.read());
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		return [...onlyShape(inputShape).slice(0, -1), this.#config.units];
	}

	/** Multiply-accumulates for one batch entry. */
	macs(inputShape: tf.Shape): number {
		return inputShape.slice(1).reduce<number>((product, extent) => product * extent!, this.#config.units);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(LinearLayer);
