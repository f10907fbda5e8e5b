import * as tf from '@tensorflow/tfjs';
import { instanceNorm } from '@unetr/ops';
import { AffineLayer } from './affineLayer.ts';
import { onlyTensor } from './layerConfig.ts';

/** Configuration of {@link InstanceNormLayer}. */
export interface InstanceNormLayerConfig {
	readonly name: string;
	/** Whether a scale and a shift per channel are learnt. */
	readonly affine: boolean;
}

/** Instance normalisation over space with ε = 1e-5, as `torch.nn.InstanceNorm3d` without running statistics. */
export class InstanceNormLayer extends AffineLayer<InstanceNormLayerConfig> {
	static readonly className = 'UnetrInstanceNorm';

	constructor(config: InstanceNormLayerConfig) {
		super(config, config.affine);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return instanceNorm(onlyTensor(inputs), this.gamma, this.beta);
	}
}

tf.serialization.registerClass(InstanceNormLayer);
