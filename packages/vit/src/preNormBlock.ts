import type * as tf from '@tensorflow/tfjs';
import { chain, DropoutLayer, GeluLayer, LayerNormLayer, LinearLayer, type SeedOf, sum } from '@unetr/blocks';
import { AttentionLayer } from './attentionLayer.ts';

/** Sizes of a transformer block. */
export interface PreNormBlockConfig {
	/** Channels of a token, a multiple of `numHeads`. */
	readonly hiddenSize: number;
	readonly mlpDim: number;
	readonly numHeads: number;
	readonly qkvBias: boolean;
	readonly dropoutRate: number;
	readonly seedOf: SeedOf;
}

/**
 * Pre-norm transformer block: x + attention(norm1(x)), then that + mlp(norm2(that)); [B, N, C] -> [B, N, C].
 *
 * @param tokens [B, N, hiddenSize].
 * @param name module path, for example `vit.blocks.0`.
 * Source: Dosovitskiy et al. 2021; MONAI's `TransformerBlock`.
 */
export function preNormBlock(
	tokens: tf.SymbolicTensor,
	name: string,
	config: PreNormBlockConfig,
): tf.SymbolicTensor {
	const { hiddenSize, mlpDim, numHeads, qkvBias, dropoutRate, seedOf } = config;
	const linear = (path: string, units: number, useBias = true): LinearLayer =>
		new LinearLayer({ name: `${name}.${path}`, units, useBias, seed: seedOf(`${name}.${path}`) });
	const dropout = (path: string): DropoutLayer[] =>
		dropoutRate > 0
			? [new DropoutLayer({ name: `${name}.${path}`, rate: dropoutRate, seed: seedOf(`${name}.${path}`) })]
			: [];

	const attended = chain(tokens, [
		new LayerNormLayer({ name: `${name}.norm1` }),
		linear('attn.qkv', 3 * hiddenSize, qkvBias),
		new AttentionLayer({ name: `${name}.attn`, numHeads, dropoutRate, seed: seedOf(`${name}.attn`) }),
		linear('attn.out_proj', hiddenSize),
		...dropout('attn.drop_output'),
	]);
	const middle = sum(`${name}.add1`, [tokens, attended]);
	const mapped = chain(middle, [
		new LayerNormLayer({ name: `${name}.norm2` }),
		linear('mlp.linear1', mlpDim),
		new GeluLayer({ name: `${name}.mlp.fn` }),
		...dropout('mlp.drop1'),
		linear('mlp.linear2', hiddenSize),
		...dropout('mlp.drop2'),
	]);
	return sum(`${name}.add2`, [middle, mapped]);
}
