import * as tf from '@tensorflow/tfjs';
import { MaskSeeds, onlyShape, onlyTensor, type SeededLayerConfig } from '@unetr/blocks';
import { attention } from '@unetr/ops';

/** Configuration of {@link AttentionLayer}. */
export interface AttentionLayerConfig extends SeededLayerConfig {
	readonly numHeads: number;
	/** Share of attention weights set to zero in training, in [0, 1). */
	readonly dropoutRate: number;
}

/**
 * Multi-head self-attention on packed projections (Vaswani et al. 2017), as the core of MONAI's `SABlock`.
 *
 * softmax(q kᵀ / √d) v for each head; [B, N, 3·C], ordered (q k v, head, d), -> [B, N, C].
 */
export class AttentionLayer extends tf.layers.Layer {
	static readonly className = 'UnetrAttention';
	readonly #config: AttentionLayerConfig;
	readonly #masks: MaskSeeds;

	constructor(config: AttentionLayerConfig) {
		super({ ...config });
		this.#config = config;
		this.#masks = new MaskSeeds(config.seed);
	}

	/** Ties the masks that follow to a training step. */
	beginStep(step: number): void {
		this.#masks.beginStep(step);
	}

	override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean }): tf.Tensor {
		const qkv = onlyTensor(inputs);
		const { numHeads, dropoutRate } = this.#config;
		if (kwargs.training && dropoutRate > 0) return this.#withDropout(qkv);
		return attention(qkv, { numHeads });
	}

	/** Dropout sits between softmax and v, inside the fused op; so this path is composed of plain ops. */
	#withDropout(qkv: tf.Tensor): tf.Tensor {
		const { numHeads, dropoutRate } = this.#config;
		const maskSeed = this.#masks.next();
		return tf.tidy(() => {
			const [B, N, packed] = qkv.shape as [number, number, number];
			const d = packed / 3 / numHeads;
			const split = tf.transpose(tf.reshape(qkv, [B, N, 3, numHeads, d]), [2, 0, 3, 1, 4]);
			const [q, k, v] = tf.unstack(split) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // [B, h, N, d]
			const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), d ** -0.5));
			const heads = tf.matMul(tf.dropout(weights, dropoutRate, undefined, maskSeed), v);
			return tf.reshape(tf.transpose(heads, [0, 2, 1, 3]), [B, N, packed / 3]);
		});
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
		return { ...this.#config, ...super.getConfig() };
	}
}

tf.serialization.registerClass(AttentionLayer);
