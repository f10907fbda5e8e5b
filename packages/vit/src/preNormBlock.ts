import * as tf from '@tensorflow/tfjs';
import { AttentionLayer } from './attentionLayer.ts';
import { DropoutLayer } from './dropoutLayer.ts';
import { GeluLayer } from './geluLayer.ts';
import type { SeedOf } from './layerConfig.ts';
import { LayerNormLayer } from './layerNormLayer.ts';
import { LinearLayer } from './linearLayer.ts';

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

/** Applies layers one after the other. */
function chain(input: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor {
	return layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
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
	const residual = (path: string, branch: tf.SymbolicTensor, trunk: tf.SymbolicTensor): tf.SymbolicTensor =>
		tf.layers.add({ name: `${name}.${path}` }).apply([trunk, branch]) as tf.SymbolicTensor;

	const attended = chain(tokens, [
		new LayerNormLayer({ name: `${name}.norm1` }),
		linear('attn.qkv', 3 * hiddenSize, qkvBias),
		new AttentionLayer({ name: `${name}.attn`, numHeads, dropoutRate, seed: seedOf(`${name}.attn`) }),
		linear('attn.out_proj', hiddenSize),
		...dropout('attn.drop_output'),
	]);
	const middle = residual('add1', attended, tokens);
	const mapped = chain(middle, [
		new LayerNormLayer({ name: `${name}.norm2` }),
		linear('mlp.linear1', mlpDim),
		new GeluLayer({ name: `${name}.mlp.fn` }),
		...dropout('mlp.drop1'),
		linear('mlp.linear2', hiddenSize),
		...dropout('mlp.drop2'),
	]);
	return residual('add2', mapped, middle);
}
