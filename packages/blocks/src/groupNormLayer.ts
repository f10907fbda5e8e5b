import * as tf from '@tensorflow/tfjs';
import { groupNorm } from '@unetr/ops';
import { AffineLayer } from './affineLayer.ts';
import { onlyTensor } from './layerConfig.ts';

/** Configuration of {@link GroupNormLayer}. */
export interface GroupNormLayerConfig {
	readonly name: string;
	/** A divisor of the channels. */
	readonly numGroups: number;
}

/** Group normalisation with learnt scale and shift and ε = 1e-5, as `torch.nn.GroupNorm` (Wu and He 2018). */
export class GroupNormLayer extends AffineLayer<GroupNormLayerConfig> {
	static readonly className = 'UnetrGroupNorm';

	constructor(config: GroupNormLayerConfig) {
		super(config, true);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return groupNorm(onlyTensor(inputs), this.config.numGroups, this.gamma, this.beta);
	}
}

tf.serialization.registerClass(GroupNormLayer);
