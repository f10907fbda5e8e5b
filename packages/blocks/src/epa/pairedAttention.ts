import * as tf from '@tensorflow/tfjs';
import { BlockError } from '../blockError.ts';
import { concatChannels } from '../join.ts';
import type { SeedOf } from '../layerConfig.ts';
import { LinearLayer } from '../linearLayer.ts';
import type { WeightFill } from '../weightFill.ts';
import { PairedAttentionLayer } from './pairedAttentionLayer.ts';
import { SplitChannelsLayer } from './splitChannelsLayer.ts';

/**
 * How keys and values come to a fixed number of places, and what follows.
 *
 * `shared`: by one linear map (Synapse). `separate`: by two, and each block has two residual convolution blocks (ACDC,
 * Lung). `single`: by one matrix without bias, the branches summed and not mapped (BraTS).
 */
export type EpaVariant = 'shared' | 'separate' | 'single';

/** Configuration of {@link pairedAttention}. */
export interface PairedAttentionConfig {
	/** A divisor of the channels. */
	readonly numHeads: number;
	/** Places that keys and values are projected to. */
	readonly projSize: number;
	readonly variant: EpaVariant;
	/** Share of attention weights set to zero in training, in [0, 1). */
	readonly dropoutRate: number;
	/** First weights of the linear maps, `uniform` by default. */
	readonly linearFill?: WeightFill;
	readonly seedOf: SeedOf;
}

type Quadruple = [tf.SymbolicTensor, tf.SymbolicTensor, tf.SymbolicTensor, tf.SymbolicTensor];

function checkChannels(name: string, channels: number, { numHeads, variant }: PairedAttentionConfig): void {
	if (channels % numHeads !== 0) {
		throw new BlockError(`${name}: ${channels} channels must be a multiple of numHeads = ${numHeads}`);
	}
	if (variant !== 'single' && channels % 2 !== 0) {
		throw new BlockError(
			`${name}: ${channels} channels must be even, each of the two attentions gives half of them`,
		);
	}
}

/**
 * Efficient paired attention: one query and key, used by an attention among channels and by one among tokens whose
 * keys and values are projected to `projSize` places; linear in the number of tokens; [B, N, C] -> [B, N, C].
 *
 * @param tokens [B, N, C] with N known.
 * @param name module path, for example `stages.0.0.epa_block`.
 * @throws BlockError if the channels do not divide into the heads, or are odd where the branches are joined.
 * Source: Shaker et al. 2022, "UNETR++", section 3.2; the published `EPA`.
 */
export function pairedAttention(
	tokens: tf.SymbolicTensor,
	name: string,
	config: PairedAttentionConfig,
): tf.SymbolicTensor {
	const { numHeads, projSize, variant, dropoutRate, linearFill: fill, seedOf } = config;
	const channels = tokens.shape.at(-1)!;
	checkChannels(name, channels, config);
	const linear = (part: string, units: number, useBias = true): LinearLayer => {
		const path = `${name}.${part}`;
		return new LinearLayer({ name: path, units, useBias, fill, seed: seedOf(path) });
	};
	const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
		layer.apply(x) as tf.SymbolicTensor;
	const stack = (part: string, tensors: tf.SymbolicTensor[]): tf.SymbolicTensor =>
		apply(tf.layers.concatenate({ name: `${name}.${part}`, axis: 1 }), tensors);
	const packed = apply(linear('qkvv', 4 * channels, false), tokens); // [B, N, 4·C], ordered (q k v v, head, d)
	const parts = new SplitChannelsLayer({ name: `${name}.split`, parts: 4 }).apply(packed);
	const [q, k, channelValue, spatialValue] = parts as Quadruple; // [B, C, N] each
	const ownProjection = variant === 'single';
	const options = { numHeads, projSize, dropoutRate, ownProjection };
	const attention = new PairedAttentionLayer({ name, seed: seedOf(name), ...options });
	if (ownProjection) return apply(attention, [q, k, channelValue, spatialValue]);
	const projected =
		variant === 'shared'
			? apply(linear('E', projSize), stack('stack', [k, spatialValue]))
			: stack('stack', [apply(linear('E', projSize), k), apply(linear('F', projSize), spatialValue)]);
	const branches = attention.apply([q, k, channelValue, projected]); // [B, N, C] each
	const [spatial, channel] = branches as [tf.SymbolicTensor, tf.SymbolicTensor];
	return concatChannels(`${name}.concat`, [
		apply(linear('out_proj', channels / 2), spatial),
		apply(linear('out_proj2', channels / 2), channel),
	]);
}
