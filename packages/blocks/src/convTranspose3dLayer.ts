import * as tf from '@tensorflow/tfjs';
import { conv3dTranspose } from '@unetr/ops';
import {
	configDict,
	onlyShape,
	onlyTensor,
	type PerAxis,
	perAxis,
	type SeededLayerConfig,
	type TorchAxes,
} from './layerConfig.ts';
import { biasFill, type WeightFill, weightFill } from './weightFill.ts';

/** Configuration of {@link ConvTranspose3dLayer}. */
export interface ConvTranspose3dLayerConfig extends SeededLayerConfig {
	readonly filters: number;
	/** Extent of the kernel in voxels. */
	readonly kernelSize: PerAxis;
	/** The kernel's extents by default. */
	readonly strides?: PerAxis;
	/** Voxels cut off on both sides; 0 by default. */
	readonly pad?: PerAxis;
	/** Voxels added at the end; 0 by default. */
	readonly outputPadding?: PerAxis;
	/** 1 by default; the input's channels for a depthwise convolution. */
	readonly groups?: number;
	/** False by default. */
	readonly useBias?: boolean;
	/** `uniform` by default. */
	readonly fill?: WeightFill;
}

/**
 * Transposed 3-D convolution as `torch.nn.ConvTranspose3d`: [B, D, H, W, C] -> [B, D', H', W', filters] with
 * D' = (D − 1) · stride − 2 · pad + k + outputPadding.
 */
export class ConvTranspose3dLayer extends tf.layers.Layer {
	static readonly className = 'UnetrConvTranspose3d';
	readonly torchAxes: TorchAxes = { weight: [4, 3, 0, 1, 2] };
	readonly #config: ConvTranspose3dLayerConfig;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: ConvTranspose3dLayerConfig) {
		super({ ...config });
		this.#config = config;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const { filters, kernelSize, useBias, seed, groups = 1, fill = 'uniform' } = this.#config;
		const channels = onlyShape(inputShape)[4]!;
		const kernel = perAxis(kernelSize);
		// PyTorch counts the fan of [in, out, k, k, k] over its second axis, the outputs.
		const fanIn = (kernel[0] * kernel[1] * kernel[2] * filters) / groups;
		tf.tidy(() => {
			const weights = weightFill(fill, fanIn, seed);
			this.#weight = this.addWeight('weight', [...kernel, filters / groups, channels], 'float32', weights);
			if (!useBias) return;
			this.#bias = this.addWeight('bias', [filters], 'float32', biasFill(fill, fanIn, seed));
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const { kernelSize, strides = kernelSize, pad = 0, outputPadding = 0, groups = 1 } = this.#config;
		const options = { bias: this.#bias?.read(), strides, pad, outputPadding, groups };
		return tf.tidy(() => conv3dTranspose(onlyTensor(inputs), this.#weight!.read(), options));
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, ...space] = onlyShape(inputShape).slice(0, 4);
		const { filters, kernelSize, strides = kernelSize, pad = 0, outputPadding = 0 } = this.#config;
		const [k, s, p, added] = [perAxis(kernelSize), perAxis(strides), perAxis(pad), perAxis(outputPadding)];
		const extents = space.map((extent, a) => (extent! - 1) * s[a]! - 2 * p[a]! + k[a]! + added[a]!);
		return [batch!, ...extents, filters];
	}

	/** Multiply-accumulates for one batch entry: every input value meets the whole kernel. */
	macs(inputShape: tf.Shape): number {
		const kernel = perAxis(this.#config.kernelSize);
		const { filters, groups = 1 } = this.#config;
		const perValue = (kernel[0] * kernel[1] * kernel[2] * filters) / groups;
		return inputShape.slice(1).reduce<number>((product, extent) => product * extent!, perValue);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(ConvTranspose3dLayer);
