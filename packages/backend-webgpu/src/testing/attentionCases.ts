import type { CaseInput, OpCase } from '@unetr/ops';

interface Sizes {
	readonly B: number;
	readonly N: number;
	readonly h: number;
	readonly d: number;
	/** Masks; none where the attention has no bias. */
	readonly W?: number;
}

/** Blocks of rows and columns with and without rest, and heads of one lane and more than one a thread. */
const plain: readonly Sizes[] = [
	{ B: 1, N: 64, h: 2, d: 4 },
	{ B: 2, N: 33, h: 1, d: 64 },
	{ B: 1, N: 17, h: 1, d: 101 },
];

const biased: readonly Sizes[] = [
	{ B: 6, N: 49, h: 2, d: 8, W: 3 },
	{ B: 2, N: 65, h: 1, d: 4, W: 1 },
];

const inputsOf = ({ B, N, h, d, W }: Sizes, withGradient: boolean): Readonly<Record<string, CaseInput>> => ({
	...(withGradient && {
		...{ dy: { shape: [B, N, h * d] }, y: { shape: [B, N, h * d] } },
		logSum: { shape: [B, h, N], offset: 5, scale: 0.5 },
	}),
	qkv: { shape: [B, N, 3 * h * d], scale: withGradient ? 1 : 2 },
	...(W !== undefined && { bias: { shape: [h, N, N] }, mask: { shape: [W, N, N] } }),
});

const casesOf = (sizes: readonly Sizes[], withGradient: boolean): OpCase[] =>
	sizes.map((one) => ({
		name: `own_b${one.B}n${one.N}h${one.h}d${one.d}`,
		inputs: inputsOf(one, withGradient),
		attributes: { numHeads: one.h, scale: one.d ** -0.5 },
	}));

/** Sizes at which attention branches, beside the ops' own cases. */
export const attentionCases: Readonly<Record<string, readonly OpCase[]>> = {
	attention: casesOf(plain, false),
	attentionGrad: casesOf(plain, true),
	biasedAttention: casesOf(biased, false),
	biasedAttentionBiasGrad: casesOf(biased, true),
	biasedAttentionGrad: casesOf(biased, true),
};
