import * as tf from '@tensorflow/tfjs';
import {
	configDict,
	MaskSeeds,
	narrowNormal,
	onlyShape,
	onlyTensor,
	type SeededLayerConfig,
	type Triple,
} from '@unetr/blocks';
import { attention } from '@unetr/ops';
import { relativePositionIndex, relativePositions } from './relativePositionIndex.ts';

/** Configuration of {@link AttentionLayer}. */
export interface AttentionLayerConfig extends SeededLayerConfig {
	readonly numHeads: number;
	/** Share of attention weights set to zero in training, in [0, 1). */
	readonly dropoutRate: number;
	/** Tokens along i, j, k, where each head learns a bias for each distance on the grid; none by default. */
	readonly relativeGrid?: Triple;
}

/**
 * Multi-head self-attention on packed projections (Vaswani et al. 2017), as the core of MONAI's `SABlock`.
 *
 * softmax(q kᵀ / √d + bias) v for each head; [B, N, 3·C], ordered (q k v, head, d), -> [B, N, C].
 */
export class AttentionLayer extends tf.layers.Layer {
	static readonly className = 'UnetrAttention';
	readonly #config: AttentionLayerConfig;
	readonly #masks: MaskSeeds;
	#table?: tf.LayerVariable;
	#index?: Int32Array;

	constructor(config: AttentionLayerConfig) {
		super({ ...config });
		this.#config = config;
		this.#masks = new MaskSeeds(config.seed);
	}

	/** Ties the masks that follow to a training step. */
	beginStep(step: number): void {
		this.#masks.beginStep(step);
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
			if (kwargs.training && dropoutRate > 0) {
				const { weights, v } = this.#weigh(qkv);
				const kept = tf.dropout(weights, dropoutRate, undefined, this.#masks.next());
				const heads = tf.matMul(kept, v); // [B, h, N, d]
				return tf.reshape(tf.transpose(heads, [0, 2, 1, 3]), [...qkv.shape.slice(0, 2), -1]);
			}
			return attention(qkv, { numHeads, bias: this.#bias() });
		});
	}

	/**
	 * How much each token attends to each, softmax(q kᵀ / √d + bias): [B, N, 3·C] -> [B, h, N, N].
	 *
	 * @param qkv what goes into this layer.
	 */
	attentionWeights(qkv: tf.Tensor): tf.Tensor4D {
		return tf.tidy(() => this.#weigh(qkv).weights);
	}

	/** The bias of each pair of tokens out of the table, [h, N, N]. */
	#bias(): tf.Tensor3D | undefined {
		const { relativeGrid, numHeads } = this.#config;
		if (!relativeGrid) return undefined;
		this.#index ??= relativePositionIndex(relativeGrid);
		const tokens = Math.sqrt(this.#index.length);
		const rows = tf.gather(this.#table!.read(), tf.tensor1d(this.#index, 'int32')); // [N·N, h]
		return tf.reshape(tf.transpose(rows), [numHeads, tokens, tokens]);
	}

	/** Attention weights and v in plain ops, where the weights themselves are wanted: the fused op never has them. */
	#weigh(qkv: tf.Tensor): { weights: tf.Tensor4D; v: tf.Tensor4D } {
		const { numHeads } = this.#config;
		const [B, N, packed] = qkv.shape as [number, number, number];
		const d = packed / 3 / numHeads;
		const split = tf.transpose(tf.reshape(qkv, [B, N, 3, numHeads, d]), [2, 0, 3, 1, 4]);
		const [q, k, v] = tf.unstack(split) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // [B, h, N, d]
		const scores = tf.mul(tf.matMul(q, k, false, true), d ** -0.5); // [B, h, N, N]
		const bias = this.#bias();
		return { weights: tf.softmax(bias ? tf.add(scores, bias) : scores) as tf.Tensor4D, v };
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
