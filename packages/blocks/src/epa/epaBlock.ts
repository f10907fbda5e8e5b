import * as tf from '@tensorflow/tfjs';
import { convBlock } from '../convBlock.ts';
import { convolve } from '../convolve.ts';
import { DropoutLayer } from '../dropoutLayer.ts';
import { sum } from '../join.ts';
import type { Triple } from '../layerConfig.ts';
import { LayerNormLayer } from '../layerNormLayer.ts';
import { LayerScaleLayer } from '../layerScaleLayer.ts';
import { type PairedAttentionConfig, pairedAttention } from './pairedAttention.ts';
import { TokenPositionsLayer } from './tokenPositionsLayer.ts';

/** Configuration of {@link epaBlock}. */
export interface EpaBlockConfig extends PairedAttentionConfig {
	/** Share of channels dropped before the last convolution in training, in [0, 1); 0.1 in the published networks. */
	readonly convDropoutRate: number;
}

/** x + positions, then that + γ · attention(norm(that)), back on its grid: [B, D, H, W, C] -> the same. */
function attendResidually(x: tf.SymbolicTensor, name: string, config: EpaBlockConfig): tf.SymbolicTensor {
	const [, ...volume] = x.shape as [null, number, number, number, number];
	const grid = volume.slice(0, 3) as unknown as Triple;
	const apply = (layer: tf.layers.Layer, input: tf.SymbolicTensor): tf.SymbolicTensor =>
		layer.apply(input) as tf.SymbolicTensor;
	const reshape = (part: string, targetShape: number[]): tf.layers.Layer =>
		tf.layers.reshape({ name: `${name}.${part}`, targetShape });
	const flat = apply(reshape('tokens', [grid[0] * grid[1] * grid[2], volume[3]!]), x); // [B, N, C]
	const positions = { name: `${name}.positions`, grid, torchModule: name };
	const tokens = apply(new TokenPositionsLayer(positions), flat);
	const normed = apply(new LayerNormLayer({ name: `${name}.norm` }), tokens);
	const attended = pairedAttention(normed, `${name}.epa_block`, config);
	const scale = new LayerScaleLayer({ name: `${name}.scale`, initial: 1e-6, torchModule: name });
	const joined = sum(`${name}.add1`, [tokens, apply(scale, attended)]);
	return apply(reshape('volume', volume), joined); // [B, D, H, W, C]
}

/**
 * Transformer block of UNETR++: paired attention on the voxels as tokens, behind a norm and times a factor γ that
 * starts at 1e-6, then residual convolution blocks with batch norm (two in the variant `separate`) and a 1³
 * convolution, both parts added to their input; [B, D, H, W, C] -> the same.
 *
 * @param x [B, D, H, W, C] with D, H, W known.
 * @param name module path, for example `stages.0.0`.
 * @throws BlockError if the channels do not divide into the heads, or are odd where the branches are joined.
 * Source: Shaker et al. 2022, "UNETR++", figure 2; the published `TransformerBlock`.
 */
export function epaBlock(x: tf.SymbolicTensor, name: string, config: EpaBlockConfig): tf.SymbolicTensor {
	const { variant, convDropoutRate: rate, seedOf } = config;
	const filters = x.shape.at(-1)!;
	const attended = attendResidually(x, name, config);
	const convolved = (variant === 'separate' ? ['conv51', 'conv52'] : ['conv51']).reduce(
		(y, part) => convBlock(y, `${name}.${part}`, { filters }, { resBlock: true, normName: 'batch', seedOf }),
		attended,
	);
	const path = `${name}.conv8.0`;
	const dropout = new DropoutLayer({ name: path, rate, perChannel: true, seed: seedOf(path) });
	const dropped = rate > 0 ? (dropout.apply(convolved) as tf.SymbolicTensor) : convolved;
	const options = { filters, kernelSize: 1, useBias: true };
	return sum(`${name}.add2`, [attended, convolve(dropped, `${name}.conv8.1`, options, seedOf)]);
}
