import * as tf from '@tensorflow/tfjs';
import { l2Normalize, linear } from '@unetr/ops';
import { configDict, type SeededLayerConfig } from '../layerConfig.ts';
import { MaskedLayer } from '../maskedLayer.ts';
import { weightFill } from '../weightFill.ts';

/** Configuration of {@link PairedAttentionLayer}. */
export interface PairedAttentionLayerConfig extends SeededLayerConfig {
	readonly numHeads: number;
	/** Places that keys and values are projected to, P. */
	readonly projSize: number;
	/** Share of attention weights set to zero in training, in [0, 1). */
	readonly dropoutRate: number;
	/** Whether one learnt map [N, P] of this layer projects keys and values, and the branches are summed. */
	readonly ownProjection: boolean;
}

/**
 * The two attentions of UNETR++ on one query and key: among the channels of a head, and from tokens to P places.
 *
 * channels: softmax(τ₁ q̂ k̂ᵀ) v₁, spatial: softmax(τ₂ q̂ᵀ k_P) v_Pᵀ, with q̂, k̂ scaled to length 1 over the tokens.
 *
 * Takes [q, k, v₁, (k_P v_P)], or [q, k, v₁, v₂] where it projects itself; q, k, v are [B, C, N], (k_P v_P) is
 * [B, 2·C, P]. Gives the spatial and the channel branch, or their sum, [B, N, C] each.
 *
 * Source: Shaker et al. 2022, "UNETR++", section 3.2; the published `EPA`.
 */
export class PairedAttentionLayer extends MaskedLayer {
	static readonly className = 'UnetrPairedAttention';
	readonly #config: PairedAttentionLayerConfig;
	#channelScale?: tf.LayerVariable;
	#spatialScale?: tf.LayerVariable;
	#projection?: tf.LayerVariable;

	constructor(config: PairedAttentionLayerConfig) {
		super(config);
		this.#config = config;
	}

	override build(inputShape: tf.Shape | tf.Shape[]): void {
		const [, , tokens] = (inputShape as tf.Shape[])[0] as [null, number, number];
		const { numHeads, projSize, ownProjection, seed } = this.#config;
		tf.tidy(() => {
			const one = tf.initializers.ones();
			this.#channelScale = this.addWeight('temperature', [numHeads, 1, 1], 'float32', one);
			this.#spatialScale = this.addWeight('temperature2', [numHeads, 1, 1], 'float32', one);
			if (!ownProjection) return;
			const fill = weightFill('uniform', projSize, seed);
			this.#projection = this.addWeight('EF', [tokens, projSize], 'float32', fill);
		});
		super.build(inputShape);
	}

	override call(
		inputs: tf.Tensor | tf.Tensor[],
		kwargs: { readonly training?: boolean },
	): tf.Tensor | tf.Tensor[] {
		const [q, k, channelValue, last] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
		const drop = this.#dropper(kwargs.training === true);
		return tf.tidy(() => {
			const query = l2Normalize(q);
			const map = this.#projection?.read();
			const pair = map ? [linear(k, map), linear(last, map)] : tf.split(last, 2, 1);
			const [key, value] = pair as [tf.Tensor, tf.Tensor]; // [B, C, P] each
			const spatial = this.#attendTokens(query, key, value, drop);
			const channels = this.#attendChannels(query, l2Normalize(k), channelValue, drop);
			return map ? tf.add(spatial, channels) : [spatial, channels];
		});
	}

	/** [B, C, *] -> [B·h, d, *]. */
	#heads(x: tf.Tensor): tf.Tensor {
		const [batch, channels, last] = x.shape as [number, number, number];
		const { numHeads } = this.#config;
		return tf.reshape(x, [batch * numHeads, channels / numHeads, last]);
	}

	/** A factor for each head: [B·h, r, c] -> the same. */
	#scale(x: tf.Tensor, factor: tf.LayerVariable): tf.Tensor {
		const split = tf.reshape(x, [-1, this.#config.numHeads, ...x.shape.slice(1)]);
		return tf.reshape(tf.mul(split, factor.read()), x.shape);
	}

	#attendChannels(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, drop: Dropper): tf.Tensor {
		const likeness = tf.matMul(this.#heads(q), this.#heads(k), false, true); // [B·h, d, d]
		const weights = drop(tf.softmax(this.#scale(likeness, this.#channelScale!)));
		const mixed = tf.matMul(weights, this.#heads(v)); // [B·h, d, N]
		return tf.transpose(tf.reshape(mixed, v.shape), [0, 2, 1]); // [B, N, C]
	}

	#attendTokens(q: tf.Tensor, key: tf.Tensor, value: tf.Tensor, drop: Dropper): tf.Tensor {
		const [batch, channels, tokens] = q.shape as [number, number, number];
		// The factor goes on the short key: the product has N · P values.
		const scaled = this.#scale(this.#heads(key), this.#spatialScale!); // [B·h, d, P]
		const weights = drop(tf.softmax(tf.matMul(this.#heads(q), scaled, true))); // [B·h, N, P]
		const mixed = tf.matMul(this.#heads(value), weights, false, true); // [B·h, d, N]
		const { numHeads } = this.#config;
		const split = tf.reshape(mixed, [batch, numHeads, channels / numHeads, tokens]); // [B, h, d, N]
		// Trained weights expect the memory of [B, d, h, N] to be read as [B, N, C].
		return tf.reshape(tf.transpose(split, [0, 2, 1, 3]), [batch, tokens, channels]);
	}

	#dropper(training: boolean): Dropper {
		const { dropoutRate } = this.#config;
		if (!training || dropoutRate === 0) return (weights) => weights;
		return (weights) => tf.dropout(weights, dropoutRate, undefined, this.masks.next());
	}

	override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
		const [batch, channels, tokens] = (inputShape as tf.Shape[])[0] as [null, number, number];
		const branch = [batch, tokens, channels];
		return this.#config.ownProjection ? branch : [branch, branch];
	}

	/** Multiply-accumulates for one batch entry of the query's shape. */
	macs([, channels, tokens]: tf.Shape): number {
		const { numHeads, projSize, ownProjection } = this.#config;
		const products = (2 * channels!) / numHeads + (ownProjection ? 4 : 2) * projSize;
		return channels! * tokens! * products;
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...configDict(this.#config), ...super.getConfig() };
	}
}

/** Leaves out attention weights in training. */
type Dropper = (weights: tf.Tensor) => tf.Tensor;

tf.serialization.registerClass(PairedAttentionLayer);
