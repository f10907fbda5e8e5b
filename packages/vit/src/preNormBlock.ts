import type * as tf from '@tensorflow/tfjs';
import {
	chain,
	DropoutLayer,
	DropPathLayer,
	GeluLayer,
	LayerNormLayer,
	LayerScaleLayer,
	LinearLayer,
	type SeedOf,
	type SpatialDims,
	sum,
	type Triple,
} from '@unetr/blocks';
import { AttentionLayer } from './attentionLayer.ts';
import { RotaryLayer } from './rotaryLayer.ts';
import { SwigluLayer } from './swigluLayer.ts';

/** How a token's features are mixed: two linear maps around a GELU, or around a gate. */
export type MlpType = 'gelu' | 'swiglu';

/** Positions inside the attention: none, rotary on q and k, or a learnt bias for each distance on the grid. */
export type AttnPosition = 'none' | 'rotary' | 'relative';

/** Sizes of a transformer block. */
export interface PreNormBlockConfig {
	/** Channels of a token, a multiple of `numHeads`. */
	readonly hiddenSize: number;
	/** Channels between the two maps of the MLP. */
	readonly mlpDim: number;
	readonly numHeads: number;
	readonly qkvBias: boolean;
	/** Share of values dropped after each linear map in training, and of attention weights; in [0, 1). */
	readonly dropoutRate: number;
	readonly seedOf: SeedOf;
	/** `gelu` by default. */
	readonly mlpType?: MlpType;
	/** `none` by default. */
	readonly attnPosition?: AttnPosition;
	/** First value of a learnt factor on each channel of both branches; no such factor by default. */
	readonly layerScale?: number;
	/** Share of samples whose branches are left out in training, in [0, 1); 0 by default. */
	readonly dropPathRate?: number;
	/** 3 by default; 2 for a grid of one token along k. */
	readonly spatialDims?: SpatialDims;
}

/** The layers of a block by their paths under its name. */
function layersOf(name: string, grid: Triple, config: PreNormBlockConfig) {
	const { numHeads, dropoutRate, seedOf, attnPosition = 'none', layerScale, dropPathRate = 0 } = config;
	const { spatialDims } = config;
	const seeded = (path: string): { name: string; seed: number | null } => ({
		name: `${name}.${path}`,
		seed: seedOf(`${name}.${path}`),
	});
	return {
		linear: (path: string, units: number, useBias = true): LinearLayer =>
			new LinearLayer({ ...seeded(path), units, useBias }),
		dropout: (path: string): DropoutLayer[] =>
			dropoutRate > 0 ? [new DropoutLayer({ ...seeded(path), rate: dropoutRate })] : [],
		/** What ends a branch: its learnt factor, and its leaving out. */
		branchEnd: (index: 1 | 2): tf.layers.Layer[] => [
			...(layerScale === undefined
				? []
				: [new LayerScaleLayer({ name: `${name}.ls${index}`, initial: layerScale })]),
			...(dropPathRate > 0
				? [new DropPathLayer({ ...seeded(`drop_path${index}`), rate: dropPathRate })]
				: []),
		],
		attention: (): tf.layers.Layer[] => [
			...(attnPosition === 'rotary'
				? [new RotaryLayer({ name: `${name}.attn.rotary`, grid, numHeads, spatialDims })]
				: []),
			new AttentionLayer({
				...seeded('attn'),
				numHeads,
				dropoutRate,
				spatialDims,
				...(attnPosition === 'relative' && { relativeGrid: grid }),
			}),
		],
	};
}

/**
 * Pre-norm transformer block: x + attention(norm1(x)), then that + mlp(norm2(that)); [B, N, C] -> [B, N, C].
 *
 * @param tokens [B, N, hiddenSize].
 * @param name module path, for example `vit.blocks.0`.
 * @param grid tokens along i, j, k, N in all.
 * Source: Dosovitskiy et al. 2021; MONAI's `TransformerBlock`, and timm's names for what MONAI does not have.
 */
export function preNormBlock(
	tokens: tf.SymbolicTensor,
	name: string,
	grid: Triple,
	config: PreNormBlockConfig,
): tf.SymbolicTensor {
	const { hiddenSize, mlpDim, qkvBias, mlpType = 'gelu' } = config;
	const { linear, dropout, branchEnd, attention } = layersOf(name, grid, config);
	const attended = chain(tokens, [
		new LayerNormLayer({ name: `${name}.norm1` }),
		linear('attn.qkv', 3 * hiddenSize, qkvBias),
		...attention(),
		linear('attn.out_proj', hiddenSize),
		...dropout('attn.drop_output'),
		...branchEnd(1),
	]);
	const middle = sum(`${name}.add1`, [tokens, attended]);
	const widened =
		mlpType === 'gelu'
			? [linear('mlp.linear1', mlpDim), new GeluLayer({ name: `${name}.mlp.fn` })]
			: [linear('mlp.w12', 2 * mlpDim), new SwigluLayer({ name: `${name}.mlp.fn` })];
	const mapped = chain(middle, [
		new LayerNormLayer({ name: `${name}.norm2` }),
		...widened,
		...dropout('mlp.drop1'),
		linear(mlpType === 'gelu' ? 'mlp.linear2' : 'mlp.w3', hiddenSize),
		...dropout('mlp.drop2'),
		...branchEnd(2),
	]);
	return sum(`${name}.add2`, [middle, mapped]);
}
