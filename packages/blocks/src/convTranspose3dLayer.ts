import * as tf from '@tensorflow/tfjs';
import { conv3dTranspose } from '@unetr/ops';
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
	/** 3 by default; 2 for kernels [k, k, 1], which are [in, out, k, k] in PyTorch. */
	readonly spatialDims?: SpatialDims;
	/** `uniform` by default. */
	readonly fill?: WeightFill;
}

interface Geometry {
	readonly kernel: [number, number, number];
	readonly strides: [number, number, number];
	readonly pad: [number, number, number];
	readonly outputPadding: [number, number, number];
}

function geometryOf(config: ConvTranspose3dLayerConfig): Geometry {
	const { kernelSize, strides = kernelSize, pad = 0, outputPadding = 0, spatialDims } = config;
	return {
		kernel: kernelOf(config),
		strides: perAxis(strides, spatialDims),
		pad: perAxis(pad, spatialDims, 0),
		outputPadding: perAxis(outputPadding, spatialDims, 0),
	};
}

/**
 * Transposed 3-D convolution as `torch.nn.ConvTranspose3d`: [B, D, H, W, C] -> [B, D', H', W', filters] with
 * D' = (D − 1) · stride − 2 · pad + k + outputPadding; `torch.nn.ConvTranspose2d` on [B, H, W, 1, C] where `spatialDims`
 * is 2.
 *
 * @throws BlockError if a kernel of two dimensions has more than one voxel along k.
 */
export class ConvTranspose3dLayer extends tf.layers.Layer {
	static readonly className = 'UnetrConvTranspose3d';
	readonly torchAxes: TorchAxes;
	readonly #config: ConvTranspose3dLayerConfig;
	readonly #geometry: Geometry;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: ConvTranspose3dLayerConfig) {
		super({ ...config });
		this.#config = config;
		this.#geometry = geometryOf(config);
		this.torchAxes = { weight: kernelAxes(config.spatialDims) };
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const { filters, useBias, seed, groups = 1, fill = 'uniform' } = this.#config;
		const channels = onlyShape(inputShape)[4]!;
		const { kernel } = this.#geometry;
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
		const { strides, pad, outputPadding } = this.#geometry;
		const { groups = 1, spatialDims } = this.#config;
		const [x, weight, bias] = [onlyTensor(inputs), this.#weight!.read(), this.#bias?.read()];
		return tf.tidy(() => {
			if (spatialDims !== 2) {
				return conv3dTranspose(x, weight, { bias, strides, pad, outputPadding, groups });
			}
			const added = kFirst(outputPadding);
			const space = { strides: kFirst(strides), pad: kFirst(pad), outputPadding: added };
			const rows = conv3dTranspose(rowsOfPlane(x), rowKernel(weight), { bias, groups, ...space });
			return planeOfRows(rows);
		});
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, ...space] = onlyShape(inputShape).slice(0, 4);
		const { kernel: k, strides: s, pad: p, outputPadding: added } = this.#geometry;
		const extents = space.map((extent, a) => (extent! - 1) * s[a]! - 2 * p[a]! + k[a]! + added[a]!);
		return [batch!, ...extents, this.#config.filters];
	}

	/** Multiply-accumulates for one batch entry: every input value meets the whole kernel. */
	macs(inputShape: tf.Shape): number {
		const { kernel } = this.#geometry;
		const { filters, groups = 1 } = this.#config;
		const perValue = (kernel[0] * kernel[1] * kernel[2] * filters) / groups;
		return inputShape.slice(1).reduce<number>((product, extent) => product * extent!, perValue);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(ConvTranspose3dLayer);
