import { channelsOf } from '../checkShape.ts';
import type { OpCase } from '../op.ts';

/** Attributes of a normalisation: ε, added to the variance. */
export interface NormAttributes {
	readonly epsilon: number;
	readonly [name: string]: number;
}

/** A case of a normalisation with γ and β; an offset tests that the variance of a shifted input stays exact. */
export const normCase = (shape: number[], offset = 0): OpCase<NormAttributes> => ({
	name: `n${shape.join('x')}${offset ? '_offset' : ''}`,
	inputs: {
		x: { shape, offset },
		gamma: { shape: [channelsOf(shape)], offset: 1, scale: 0.5 },
		beta: { shape: [channelsOf(shape)] },
	},
	attributes: { epsilon: 1e-5 },
});
