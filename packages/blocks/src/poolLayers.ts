import * as tf from '@tensorflow/tfjs';
import { avgPool3d, maxPool3d } from '@unetr/ops';
import { configDict, onlyShape, onlyTensor, type PerAxis, perAxis } from './layerConfig.ts';

/** Configuration of {@link MaxPoolLayer} and {@link AvgPoolLayer}. */
export interface PoolLayerConfig {
	readonly name: string;
	/** Voxels of a window, and from window to window. */
	readonly kernelSize: PerAxis;
}

/** What both poolings have in common: windows without overlap, [B, D, H, W, C] -> [B, ⌊D/k⌋, ⌊H/k⌋, ⌊W/k⌋, C]. */
abstract class PoolLayer extends tf.layers.Layer {
	protected readonly config: PoolLayerConfig;

	constructor(config: PoolLayerConfig) {
		super({ ...config });
		this.config = config;
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, ...rest] = onlyShape(inputShape) as [null, number, number, number, number];
		const kernel = perAxis(this.config.kernelSize);
		return [batch, ...kernel.map((extent, axis) => Math.floor(rest[axis]! / extent)), rest[3]];
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.config), ...super.getConfig() };
	}
}

/** Largest voxel of each window, as `torch.nn.MaxPool3d`. */
export class MaxPoolLayer extends PoolLayer {
	static readonly className = 'UnetrMaxPool';

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return maxPool3d(onlyTensor(inputs), { kernel: perAxis(this.config.kernelSize) });
	}
}

/** Mean voxel of each window, as `torch.nn.AvgPool3d`. */
export class AvgPoolLayer extends PoolLayer {
	static readonly className = 'UnetrAvgPool';

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return avgPool3d(onlyTensor(inputs), { kernel: perAxis(this.config.kernelSize) });
	}
}

tf.serialization.registerClass(MaxPoolLayer);
tf.serialization.registerClass(AvgPoolLayer);
