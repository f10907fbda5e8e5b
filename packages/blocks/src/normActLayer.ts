import * as tf from '@tensorflow/tfjs';
import { normAct } from '@unetr/ops';
import { AffineLayer } from './affineLayer.ts';
import { onlyShape } from './layerConfig.ts';

/** Configuration of {@link NormActLayer}. */
export interface NormActLayerConfig {
	readonly name: string;
	/** Groups of channels that are normalised together; an instance norm where absent. */
	readonly numGroups?: number;
	/** Whether a scale and a shift per channel are learnt. */
	readonly affine: boolean;
	/** Slope for negative values: 0 for a rectifier. */
	readonly slope: number;
}

/**
 * Instance or group norm with ε = 1e-5 and a leaky rectifier at once; a second input is added between the two. Takes less
 * memory and time than the layers one after the other.
 */
export class NormActLayer extends AffineLayer<NormActLayerConfig> {
	static readonly className = 'UnetrNormAct';

	constructor(config: NormActLayerConfig) {
		super(config, config.affine);
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		return onlyShape(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const [x, residual] = [inputs].flat() as [tf.Tensor, tf.Tensor?];
		const { numGroups, slope } = this.config;
		return normAct(x, { numGroups, gamma: this.gamma, beta: this.beta, residual, slope });
	}
}

tf.serialization.registerClass(NormActLayer);
