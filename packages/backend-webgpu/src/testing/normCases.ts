import type { CaseInput, OpCase } from '@unetr/ops';

/** Groups of a lane, of several, of part of one and of all channels, over several chunks, and a far offset. */
const grouped: readonly { readonly shape: readonly number[]; readonly numGroups: number }[] = [
	{ shape: [2, 11, 13, 9, 12], numGroups: 3 },
	{ shape: [1, 1500, 48], numGroups: 4 },
	{ shape: [2, 700, 6], numGroups: 2 },
	{ shape: [1, 40, 132], numGroups: 1 },
];

/** Channels that are whole lanes and that are not, more of them than a tile, and one chunk or several. */
const alone: readonly (readonly number[])[] = [
	[2, 17, 11, 9, 8],
	[1, 4000, 3],
	[2, 6, 6, 6, 140],
	[3, 1, 5, 1, 1],
];

/** A mean of nearly 100 deviations, whose square would leave three digits to the variance. */
const far: CaseInput = { shape: [2, 30, 31, 4], offset: 50 };

type Name = 'dy' | 'x' | 'gamma' | 'beta' | 'mean' | 'scale';

function inputsOf(names: readonly Name[], shape: readonly number[], groups: number): OpCase['inputs'] {
	const channels: CaseInput = { shape: shape.slice(-1), offset: 1, scale: 0.5 };
	const statistics: CaseInput = { shape: [shape[0]!, groups], offset: 1.5, scale: 0.5 };
	const all: Record<Name, CaseInput> = {
		...{ dy: { shape }, x: { shape, offset: 2 }, gamma: channels, beta: channels },
		...{ mean: { ...statistics, offset: 2 }, scale: statistics },
	};
	return Object.fromEntries(names.map((name) => [name, all[name]]));
}

const groupCases = (names: readonly Name[]): OpCase[] =>
	grouped.map(({ shape, numGroups }) => ({
		name: `own_${shape.join('x')}_g${numGroups}`,
		inputs: inputsOf(names, shape, numGroups),
		attributes: { numGroups, epsilon: 1e-5 },
	}));

const aloneCases = (names: readonly Name[]): OpCase[] =>
	alone.map((shape) => ({
		name: `own_${shape.join('x')}`,
		inputs: inputsOf(names, shape, shape[shape.length - 1]!),
		attributes: { epsilon: 1e-5 },
	}));

const forward: readonly Name[] = ['x', 'gamma', 'beta'];
const backward: readonly Name[] = ['dy', 'x', 'mean', 'scale', 'gamma'];
const byGamma: readonly Name[] = ['dy', 'x', 'mean', 'scale'];

/** Sizes at which normalisations of volumes branch, beside the ops' own cases. */
export const normCases: Readonly<Record<string, readonly OpCase[]>> = {
	groupNorm: groupCases(forward),
	groupNormGammaGrad: groupCases(byGamma),
	groupNormGrad: groupCases(backward),
	instanceNorm: [
		...aloneCases(forward),
		{
			name: 'own_far',
			inputs: { x: far, gamma: { shape: [4], offset: 1 }, beta: { shape: [4] } },
			attributes: { epsilon: 1e-5 },
		},
	],
	instanceNormGammaGrad: aloneCases(byGamma),
	instanceNormGrad: aloneCases(backward),
};
