import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { aboveZero, type OptionRules } from './optionRules.ts';
import { reduceCosts } from './overlapCost.ts';
import { powerFromZero } from './powerFromZero.ts';
import { regionSums } from './regionSums.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { type TverskyOptions, tverskyCosts, tverskyRules } from './tversky.ts';

/** Options of the focal Tversky loss: those of Tversky, with alpha 0.3 and beta 0.7 when left out, and the exponent. */
export interface FocalTverskyOptions extends TverskyOptions {
	/** The cost is raised to 1 / gamma; 4 / 3 when left out. */
	readonly gamma?: number;
}

const focalTverskyRules: OptionRules<FocalTverskyOptions> = { ...tverskyRules, gamma: aboveZero };

/**
 * Focal Tversky loss, mean over items and classes of w_c (1 - TI)^(1 / gamma), with TI the Tversky index.
 *
 * @param options see {@link FocalTverskyOptions}
 * @returns (labels, logits [B, …space, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes or weights that do not fit
 *
 * Source: Abraham & Khan 2019, equation 4 (its alpha weighs false negatives: here that is beta).
 */
export function focalTversky(options: FocalTverskyOptions = {}): SegmentationLoss {
	checkOptions('focalTversky', options, focalTverskyRules);
	const { gamma = 4 / 3 } = options;
	const tverskyOptions = { alpha: 0.3, beta: 0.7, ...options };
	return (labels, logits) =>
		tf.tidy(() => {
			const costs = tverskyCosts(regionSums(labels, logits, tverskyOptions), tverskyOptions);
			return reduceCosts(powerFromZero(costs, 1 / gamma), tverskyOptions);
		});
}
