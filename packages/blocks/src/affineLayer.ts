import * as tf from '@tensorflow/tfjs';
import { configDict, onlyShape } from './layerConfig.ts';

/** A norm whose learnt scale and shift, where it has them, are one `weight` and one `bias` per channel. */
export abstract class AffineLayer<Config extends { readonly name: string }> extends tf.layers.Layer {
	protected readonly config: Config;
	readonly #affine: boolean;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: Config, affine: boolean) {
		super({ ...config });
		this.config = config;
		this.#affine = affine;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const channels = onlyShape(inputShape).at(-1)!;
		if (this.#affine) {
			tf.tidy(() => {
				this.#weight = this.addWeight('weight', [channels], 'float32', tf.initializers.ones());
				this.#bias = this.addWeight('bias', [channels], 'float32', tf.initializers.zeros());
			});
		}
		super.build(inputShape);
	}

	/** The scale per channel, [C]; ones where none is learnt. */
	protected get gamma(): tf.Tensor | undefined {
		return this.#weight?.read();
	}

	/** The shift per channel, [C]; zeros where none is learnt. */
	protected get beta(): tf.Tensor | undefined {
		return this.#bias?.read();
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.config), ...super.getConfig() };
	}
}
