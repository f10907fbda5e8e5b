import type * as tf from '@tensorflow/tfjs';
import { type Activation, activate } from './activation.ts';
import { BlockError } from './blockError.ts';
import { dropOut } from './dropoutLayer.ts';
import type { SeedOf } from './layerConfig.ts';
import { type Norm, normActivate, normalise } from './norm.ts';

/** What follows a convolution. */
export interface AdnConfig {
	readonly act: Activation;
	readonly norm: Norm;
	/** Share of values dropped in training, in [0, 1); 0 by default. */
	readonly dropout?: number;
	/** Order of activation (A), dropout (D) and norm (N); a letter left out is a step left out. `NDA` by default. */
	readonly adnOrdering?: string;
	readonly seedOf: SeedOf;
}

/** Whether a text is an order of A, D and N, each at most once. */
export function isAdnOrdering(text: unknown): text is string {
	return typeof text === 'string' && /^[ADN]{1,3}$/.test(text) && new Set(text).size === text.length;
}

/**
 * Activation, dropout and norm in any order: [B, D, H, W, C] -> the same.
 *
 * @param path module path; the layers are `{path}.N`, `{path}.D` and `{path}.A`, the first also for both where they are one
 * (see {@link normActivate}).
 * @throws BlockError for an order that is not made of A, D and N.
 * Source: MONAI's `ADN`.
 */
export function adn(
	x: tf.SymbolicTensor,
	path: string,
	{ act, norm, dropout = 0, adnOrdering = 'NDA', seedOf }: AdnConfig,
): tf.SymbolicTensor {
	if (!isAdnOrdering(adnOrdering)) {
		throw new BlockError(
			`adnOrdering = ${JSON.stringify(adnOrdering)} must be letters of "NDA", each at most once`,
		);
	}
	const steps = dropout === 0 ? adnOrdering.replace('D', '') : adnOrdering;
	const activated = (y: tf.SymbolicTensor): tf.SymbolicTensor => activate(y, `${path}.A`, act);
	// A norm followed by its activation is one step.
	return (steps.match(/NA|./g) ?? []).reduce<tf.SymbolicTensor>((y, step) => {
		if (step === 'NA') return normActivate(y, `${path}.N`, norm, { activation: act, activate: activated });
		if (step === 'N') return normalise(y, `${path}.N`, norm);
		return step === 'A' ? activated(y) : dropOut(y, `${path}.D`, dropout, seedOf);
	}, x);
}
