import * as tf from '@tensorflow/tfjs';
import { conv3dTranspose } from '@unetr/ops';
import {
	onlyShape,
	onlyTensor,
	type SeededLayerConfig,
	type TorchAxes,
	uniformByFanIn,
} from './layerConfig.ts';

/** Configuration of {@link ConvTranspose3dLayer}. */
export interface ConvTranspose3dLayerConfig extends SeededLayerConfig {
	readonly filters: number;
	/** Extent of the cubic kernel and its stride, in voxels. */
	readonly kernelSize: number;
}

/**
 * Transposed 3-D convolution whose stride is its kernel, without bias, as `torch.nn.ConvTranspose3d(k, stride=k)`:
 * [B, D, H, W, C] -> [B, k·D, k·H, k·W, filters].
 */
export class ConvTranspose3dLayer extends tf.layers.Layer {
	static readonly className = 'UnetrConvTranspose3d';
	readonly torchAxes: TorchAxes = { weight: [4, 3, 0, 1, 2] };
	readonly #config: ConvTranspose3dLayerConfig;
	#weight?: tf.LayerVariable;

	constructor(config: ConvTranspose3dLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const { filters, kernelSize: k, seed } = this.#config;
		const channels = onlyShape(inputShape)[4]!;
		tf.tidy(() => {
			// PyTorch counts the fan of [in, out, k, k, k] over its second axis, the outputs.
			const fill = uniformByFanIn(k ** 3 * filters, seed);
			this.#weight = this.addWeight('weight', [k, k, k, filters, channels], 'float32', fill);
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.tidy(() => conv3dTranspose(onlyTensor(inputs), this.#weight!.read()));
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, ...space] = onlyShape(inputShape).slice(0, 4);
		const { filters, kernelSize } = this.#config;
		return [batch!, ...space.map((extent) => extent! * kernelSize), filters];
	}

	/** Multiply-accumulates for one batch entry. */
	macs(inputShape: tf.Shape): number {
		const { filters, kernelSize } = this.#config;
		return inputShape.slice(1).reduce<number>((p, extent) => p * extent!, kernelSize ** 3 * filters);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(ConvTranspose3dLayer);
