import * as tf from '@tensorflow/tfjs';
import { conv3d } from '@unetr/ops';
import {
	configDict,
	kernelAxes,
	kernelOf,
	onlyShape,
	onlyTensor,
	type PerAxis,
	perAxis,
	type SeededLayerConfig,
	type SpatialDims,
	type TorchAxes,
} from './layerConfig.ts';
import { kFirst, planeOfRows, rowKernel, rowsOfPlane } from './rowsOfPlane.ts';
import { biasFill, type WeightFill, weightFill } from './weightFill.ts';

/** Configuration of {@link Conv3dLayer}. */
export interface Conv3dLayerConfig extends SeededLayerConfig {
	readonly filters: number;
	/** Extent of the kernel in voxels. */
	readonly kernelSize: PerAxis;
	/** 1 by default. */
	readonly strides?: PerAxis;
	/** Zeros on both sides; by default dilation · (k − 1) / 2, or none where the stride is the kernel. */
	readonly pad?: PerAxis;
	/** 1 by default. */
	readonly dilation?: PerAxis;
	/** 1 by default; the input's channels for a depthwise convolution. */
	readonly groups?: number;
	readonly useBias: boolean;
	/** 3 by default; 2 for kernels [k, k, 1], which are [out, in, k, k] in PyTorch. */
	readonly spatialDims?: SpatialDims;
	/** `uniform` by default. */
	readonly fill?: WeightFill;
}

interface Geometry {
	readonly kernel: readonly [number, number, number];
	readonly strides: [number, number, number];
	readonly pad: [number, number, number];
	readonly dilation: [number, number, number];
}

function geometryOf(config: Conv3dLayerConfig): Geometry {
	const { strides = 1, pad, dilation = 1, spatialDims } = config;
	const kernel = kernelOf(config);
	const steps = perAxis(strides, spatialDims);
	const spread = perAxis(dilation, spatialDims);
	const half = kernel.map((k, axis) => (k === steps[axis] ? 0 : Math.floor((spread[axis]! * (k - 1)) / 2)));
	const zeros = pad === undefined ? (half as [number, number, number]) : perAxis(pad, spatialDims, 0);
	return { kernel, strides: steps, pad: zeros, dilation: spread };
}

/**
 * 3-D convolution as `torch.nn.Conv3d`: [B, D, H, W, C] -> [B, D', H', W', filters] with
 * D' = ⌊(D + 2 · pad − dilation · (k − 1) − 1) / stride⌋ + 1; `torch.nn.Conv2d` on [B, H, W, 1, C] where `spatialDims` is 2.
 *
 * @throws BlockError if a kernel of two dimensions has more than one voxel along k.
 */
export class Conv3dLayer extends tf.layers.Layer {
	static readonly className = 'UnetrConv3d';
	readonly torchAxes: TorchAxes;
	readonly #config: Conv3dLayerConfig;
	readonly #geometry: Geometry;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: Conv3dLayerConfig) {
		super({ ...config });
		this.#config = config;
		this.#geometry = geometryOf(config);
		this.torchAxes = { weight: kernelAxes(config.spatialDims) };
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const { filters, useBias, seed, groups = 1, fill = 'uniform' } = this.#config;
		const { kernel } = this.#geometry;
		const channels = onlyShape(inputShape)[4]! / groups;
		const fanIn = kernel[0] * kernel[1] * kernel[2] * channels;
		// The variable keeps the initial value's data; tidy drops the tensor that carried it.
		tf.tidy(() => {
			const weights = weightFill(fill, fanIn, seed);
			this.#weight = this.addWeight('weight', [...kernel, channels, filters], 'float32', weights);
			if (!useBias) return;
			this.#bias = this.addWeight('bias', [filters], 'float32', biasFill(fill, fanIn, seed));
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const { strides, pad, dilation } = this.#geometry;
		const { groups = 1, spatialDims } = this.#config;
		const [x, weight, bias] = [onlyTensor(inputs), this.#weight!.read(), this.#bias?.read()];
		if (spatialDims !== 2) return conv3d(x, weight, { bias, strides, pad, dilation, groups });
		const space = { strides: kFirst(strides), pad: kFirst(pad), dilation: kFirst(dilation) };
		return tf.tidy(() => planeOfRows(conv3d(rowsOfPlane(x), rowKernel(weight), { bias, groups, ...space })));
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, ...space] = onlyShape(inputShape).slice(0, 4);
		const { kernel, strides, pad, dilation } = this.#geometry;
		const extents = space.map((extent, axis) => {
			const reach = dilation[axis]! * (kernel[axis]! - 1) + 1;
			return Math.floor((extent! + 2 * pad[axis]! - reach) / strides[axis]!) + 1;
		});
		return [batch!, ...extents, this.#config.filters];
	}

	/** Multiply-accumulates for one batch entry. */
	macs(inputShape: tf.Shape): number {
		const { groups = 1 } = this.#config;
		const { kernel } = this.#geometry;
		const perValue = (kernel[0] * kernel[1] * kernel[2] * inputShape[4]!) / groups;
		return this.computeOutputShape(inputShape)
			.slice(1)
			.reduce<number>((product, extent) => product * extent!, perValue);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(Conv3dLayer);
