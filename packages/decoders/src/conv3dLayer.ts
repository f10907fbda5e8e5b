import * as tf from '@tensorflow/tfjs';
import { conv3d } from '@unetr/ops';
import {
	onlyShape,
	onlyTensor,
	type SeededLayerConfig,
	type TorchAxes,
	uniformByFanIn,
} from './layerConfig.ts';

/** Configuration of {@link Conv3dLayer}. */
export interface Conv3dLayerConfig extends SeededLayerConfig {
	readonly filters: number;
	/** Extent of the cubic kernel in voxels, odd. */
	readonly kernelSize: number;
	readonly strides: number;
	readonly useBias: boolean;
}

/**
 * 3-D convolution with padding (k − 1) / 2 on both sides, as MONAI's `Convolution` of `torch.nn.Conv3d`:
 * [B, D, H, W, C] -> [B, ⌈D/s⌉, ⌈H/s⌉, ⌈W/s⌉, filters].
 */
export class Conv3dLayer extends tf.layers.Layer {
	static readonly className = 'UnetrConv3d';
	readonly torchAxes: TorchAxes = { weight: [4, 3, 0, 1, 2] };
	readonly #config: Conv3dLayerConfig;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: Conv3dLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const { filters, kernelSize: k, useBias, seed } = this.#config;
		const channels = onlyShape(inputShape)[4]!;
		const fanIn = k ** 3 * channels;
		// The variable keeps the initial value's data; tidy drops the tensor that carried it.
		tf.tidy(() => {
			const fill = uniformByFanIn(fanIn, seed);
			this.#weight = this.addWeight('weight', [k, k, k, channels, filters], 'float32', fill);
			if (!useBias) return;
			const biasFill = uniformByFanIn(fanIn, seed === null ? null : seed + 1);
			this.#bias = this.addWeight('bias', [filters], 'float32', biasFill);
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const { kernelSize, strides } = this.#config;
		const pad = (kernelSize - 1) / 2;
		return conv3d(onlyTensor(inputs), this.#weight!.read(), { bias: this.#bias?.read(), strides, pad });
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, ...space] = onlyShape(inputShape).slice(0, 4);
		const { filters, strides } = this.#config;
		return [batch!, ...space.map((extent) => Math.ceil(extent! / strides)), filters];
	}

	/** Multiply-accumulates for one batch entry. */
	macs(inputShape: tf.Shape): number {
		const output = this.computeOutputShape(inputShape).slice(1);
		return output.reduce<number>((p, extent) => p * extent!, this.#config.kernelSize ** 3 * inputShape[4]!);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(Conv3dLayer);
