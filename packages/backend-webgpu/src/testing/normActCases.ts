import type { CaseInput, OpCase } from '@unetr/ops';

/** Groups of one channel held in registers and in chunks, in lanes and not, and groups of lanes and of part of one. */
const sizes: readonly { readonly shape: readonly number[]; readonly numGroups: number }[] = [
	{ shape: [3, 6, 6, 6, 20], numGroups: 20 },
	{ shape: [2, 17, 11, 9, 8], numGroups: 8 },
	{ shape: [1, 4000, 3], numGroups: 3 },
	{ shape: [2, 11, 13, 9, 12], numGroups: 3 },
	{ shape: [2, 700, 6], numGroups: 2 },
];

type Name = 'dy' | 'y' | 'x' | 'mean' | 'scale' | 'gamma' | 'beta' | 'residual';

/** What is activated stays away from 0, where a gradient has a step. */
function inputsOf(names: readonly Name[], shape: readonly number[], groups: number): OpCase['inputs'] {
	const channels = shape.slice(-1);
	const statistics = [shape[0]!, groups];
	const all: Readonly<Record<Name, CaseInput>> = {
		...{ dy: { shape }, y: { shape, gap: 0.05 }, x: { shape, scale: 0.3, gap: 1 } },
		...{ gamma: { shape: channels, scale: 0.2, offset: 1 }, beta: { shape: channels, scale: 0.2 } },
		...{ mean: { shape: statistics, scale: 0.1 }, scale: { shape: statistics, scale: 0.2, offset: 1 } },
		residual: { shape, scale: 0.5, gap: 3 },
	};
	return Object.fromEntries(names.map((name) => [name, all[name]]));
}

const casesOf = (names: readonly Name[], attributes: OpCase['attributes']): OpCase[] =>
	sizes.map(({ shape, numGroups }) => ({
		name: `own_${shape.join('x')}_g${numGroups}`,
		inputs: inputsOf(names, shape, numGroups),
		attributes: { numGroups, slope: 0.1, ...attributes },
	}));

const epsilon = { epsilon: 1e-5 };

/** Sizes at which a norm with its activation branches, beside the ops' own cases. */
export const normActCases: Readonly<Record<string, readonly OpCase[]>> = {
	normAct: casesOf(['x', 'gamma', 'beta'], epsilon),
	normActGrad: casesOf(['dy', 'x', 'mean', 'scale', 'gamma', 'beta'], {}),
	normAddAct: casesOf(['x', 'gamma', 'beta', 'residual'], epsilon),
	normAddActGrad: casesOf(['dy', 'y', 'x', 'mean', 'scale', 'gamma'], {}),
};
