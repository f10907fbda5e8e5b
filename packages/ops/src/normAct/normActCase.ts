import { channelsOf } from '../checkShape.ts';
import type { CaseInput, OpCase } from '../op.ts';

/** Attributes of a normalisation with its activation: groups of channels, ε, and the slope below zero. */
export interface NormActAttributes {
	readonly numGroups: number;
	readonly epsilon: number;
	readonly slope: number;
	readonly [name: string]: number;
}

/** Attributes of its gradient. */
export interface NormActGradAttributes {
	readonly numGroups: number;
	readonly slope: number;
	readonly [name: string]: number;
}

/** An instance norm has groups of one channel. A slope of 0 is a rectifier, of 1 no activation. */
const sizes: readonly (readonly [shape: number[], numGroups: number, slope: number])[] = [
	[[2, 5, 4, 3, 6], 6, 0.01],
	[[1, 3, 2, 5, 16], 16, 0],
	[[2, 5, 4, 3, 6], 2, 0.01],
	[[1, 3, 2, 5, 16], 8, 1],
	[[2, 1, 1, 3, 9], 3, 0.2],
	[[3, 37, 20], 4, 0],
];

type Input = 'x' | 'gamma' | 'beta' | 'residual' | 'dy' | 'y' | 'mean' | 'scale';

/**
 * What is normalised lies on both sides of 0, and with γ and β or with the residual stays away from it, where the
 * activation has its kink.
 */
function inputOf(name: Input, shape: number[], numGroups: number): CaseInput {
	const channels = [channelsOf(shape)];
	const statistics = [shape[0]!, numGroups];
	if (name === 'x') return { shape, scale: 0.3, gap: 1 };
	if (name === 'residual') return { shape, scale: 0.5, gap: 3 };
	if (name === 'gamma') return { shape: channels, scale: 0.2, offset: 1 };
	if (name === 'beta') return { shape: channels, scale: 0.2 };
	if (name === 'mean') return { shape: statistics, scale: 0.1 };
	if (name === 'scale') return { shape: statistics, scale: 0.2, offset: 1 };
	return { shape, gap: name === 'y' ? 0.05 : 0 };
}

/** Cases of an op of this family, by its inputs. */
export const normActCases = (inputs: readonly Input[]): OpCase<NormActAttributes>[] =>
	sizes.map(([shape, numGroups, slope]) => ({
		name: `n${shape.join('x')}_g${numGroups}_s${slope}`,
		inputs: Object.fromEntries(inputs.map((name) => [name, inputOf(name, shape, numGroups)])),
		attributes: { numGroups, epsilon: 1e-5, slope },
	}));

/** Cases of a gradient, which needs no ε. */
export const normActGradCases = (inputs: readonly Input[]): OpCase<NormActGradAttributes>[] =>
	normActCases(inputs).map(({ attributes: { numGroups, slope }, ...rest }) => ({
		...rest,
		attributes: { numGroups, slope },
	}));
