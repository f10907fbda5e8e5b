import * as tf from '@tensorflow/tfjs';
import {
	configDict,
	MaskedLayer,
	narrowNormal,
	onlyShape,
	onlyTensor,
	type SeededLayerConfig,
	type SpatialDims,
	type Triple,
	type WeightGrids,
} from '@unetr/blocks';
import { attention } from '@unetr/ops';
import { attentionWeights, droppedAttention } from './attentionWeights.ts';
import { positionBias } from './positionBias.ts';
import { relativePositionIndex, relativePositions, tableGrid } from './relativePositionIndex.ts';

/** Configuration of {@link AttentionLayer}. */
export interface AttentionLayerConfig extends SeededLayerConfig {
	readonly numHeads: number;
	/** Share of attention weights set to zero in training, in [0, 1). */
	readonly dropoutRate: number;
	/** Tokens along i, j, k, where each head learns a bias for each distance on the grid; none by default. */
	readonly relativeGrid?: Triple;
	/** 3 by default; 2 for a grid of one token along k. */
	readonly spatialDims?: SpatialDims;
}

/**
 * Multi-head self-attention on packed projections (Vaswani et al. 2017), as the core of MONAI's `SABlock`.
 *
 * softmax(q kᵀ / √d + bias) v for each head; [B, N, 3·C], ordered (q k v, head, d), -> [B, N, C].
 */
export class AttentionLayer extends MaskedLayer {
	static readonly className = 'UnetrAttention';
	readonly weightGrids: WeightGrids;
	readonly #config: AttentionLayerConfig;
	#table?: tf.LayerVariable;
	#index?: Int32Array;

	constructor(config: AttentionLayerConfig) {
		super(config);
		this.#config = config;
		const { relativeGrid, spatialDims } = config;
		this.weightGrids = relativeGrid
			? { relative_position_bias_table: tableGrid(relativeGrid, spatialDims) }
			: {};
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const { relativeGrid, numHeads, seed } = this.#config;
		if (relativeGrid) {
			tf.tidy(() => {
				const shape = [relativePositions(relativeGrid), numHeads];
				this.#table = this.addWeight('relative_position_bias_table', shape, 'float32', narrowNormal(seed));
			});
		}
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
		const qkv = onlyTensor(inputs);
		const { numHeads, dropoutRate } = this.#config;
		return tf.tidy(() => {
			const options = { numHeads, bias: this.#bias() };
			if (!kwargs.training || dropoutRate === 0) return attention(qkv, options);
			return droppedAttention(qkv, options, { rate: dropoutRate, seed: this.masks.next() });
		});
	}

	/**
	 * How much each token attends to each, softmax(q kᵀ / √d + bias): [B, N, 3·C] -> [B, h, N, N].
	 *
	 * @param qkv what goes into this layer.
	 */
	attentionWeights(qkv: tf.Tensor): tf.Tensor4D {
		const { numHeads } = this.#config;
		return tf.tidy(() => attentionWeights(qkv, { numHeads, bias: this.#bias() }).weights);
	}

	/** The bias of each pair of tokens out of the table, [h, N, N]. */
	#bias(): tf.Tensor3D | undefined {
		const { relativeGrid } = this.#config;
		if (!relativeGrid) return undefined;
		this.#index ??= relativePositionIndex(relativeGrid);
		return positionBias(this.#table!.read(), this.#index);
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
		const [batch, tokens, packed] = onlyShape(inputShape);
		return [batch!, tokens!, packed! / 3];
	}

	/** Multiply-accumulates of q kᵀ and of its product with v, for one batch entry. */
	macs(inputShape: tf.Shape): number {
		const [, tokens, packed] = inputShape;
		return 2 * tokens! * tokens! * (packed! / 3);
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

tf.serialization.registerClass(AttentionLayer);
