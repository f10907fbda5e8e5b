import * as tf from '@tensorflow/tfjs';
import {
	biasFill,
	kernelAxes,
	onlyShape,
	onlyTensor,
	type SeededLayerConfig,
	type SpatialDims,
	type TorchAxes,
	weightFill,
} from '@unetr/blocks';
import { linear, spaceToDepth3d } from '@unetr/ops';

/** How patches are projected: both are the same map, laid out and filled at first as either PyTorch module is. */
export type ProjType = 'conv' | 'perceptron';

/** Configuration of {@link PatchProjection}. */
export interface PatchProjectionConfig extends SeededLayerConfig {
	/** Voxels of a patch along i, j, k. */
	readonly patchSize: readonly [number, number, number];
	readonly hiddenSize: number;
	readonly projType: ProjType;
	/** 3 by default; 2 for patches [p, p, 1], whose convolution has the weight [out, in, p, p] in PyTorch. */
	readonly spatialDims?: SpatialDims;
}

/**
 * Cuts a volume into patches and projects each: [B, D, H, W, C] -> [B, N, hiddenSize], tokens with k fastest.
 *
 * A patch vector is ordered (p1 p2 p3 c), channel fastest, as MONAI's `PatchEmbeddingBlock`.
 */
export class PatchProjection extends tf.layers.Layer {
	static readonly className = 'UnetrPatchProjection';
	readonly torchAxes: TorchAxes;
	readonly #config: PatchProjectionConfig;
	#weight?: tf.LayerVariable;
	#bias?: tf.LayerVariable;

	constructor(config: PatchProjectionConfig) {
		super({ ...config });
		this.#config = config;
		this.torchAxes = { weight: config.projType === 'conv' ? kernelAxes(config.spatialDims) : [1, 0] };
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const { patchSize, hiddenSize, projType, seed } = this.#config;
		const channels = onlyShape(inputShape)[4]!;
		const fanIn = patchSize.reduce((product, extent) => product * extent, channels);
		const conv = projType === 'conv';
		const shape = conv ? [...patchSize, channels, hiddenSize] : [fanIn, hiddenSize];
		const fill = conv ? 'uniform' : 'narrowNormal';
		tf.tidy(() => {
			this.#weight = this.addWeight('weight', shape, 'float32', weightFill(fill, fanIn, seed));
			this.#bias = this.addWeight('bias', [hiddenSize], 'float32', biasFill(fill, fanIn, seed));
		});
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const { patchSize, hiddenSize } = this.#config;
		return tf.tidy(() => {
			const patches = spaceToDepth3d(onlyTensor(inputs), patchSize); // [B, gi, gj, gk, P]
			const [B, gi, gj, gk, P] = patches.shape;
			const tokens = tf.reshape(patches, [B, gi * gj * gk, P]);
			return linear(tokens, tf.reshape(this.#weight!.read(), [P, hiddenSize]), this.#bias!.read());
		});
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, ...space] = onlyShape(inputShape).slice(0, 4);
		const { patchSize, hiddenSize } = this.#config;
		const tokens = space.reduce<number>((product, extent, axis) => product * (extent! / patchSize[axis]!), 1);
		return [batch!, tokens, hiddenSize];
	}

	/** Multiply-accumulates for one batch entry. */
	macs(inputShape: tf.Shape): number {
		return inputShape
			.slice(1)
			.reduce<number>((product, extent) => product * extent!, this.#config.hiddenSize);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...this.#config, ...super.getConfig(), patchSize: [...this.#config.patchSize] };
	}
}

tf.serialization.registerClass(PatchProjection);
