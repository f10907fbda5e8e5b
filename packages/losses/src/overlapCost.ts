import * as tf from '@tensorflow/tfjs';
import { classFactors } from './classFactors.ts';
import { flag, fromZero, type OptionRules, oneOf, weights } from './optionRules.ts';
import { type TargetOptions, targetRules } from './targetOptions.ts';

/** What the losses of overlapping regions share; the names are MONAI's. */
export interface OverlapOptions extends TargetOptions {
	/** Counts channel 0 as well; true when left out. */
	readonly includeBackground?: boolean;
	/** Sums over the batch before dividing; false when left out. */
	readonly batch?: boolean;
	/** Added to the numerator, so that an absent class costs nothing; 1e-5 when left out. */
	readonly smoothNr?: number;
	/** Added to the denominator against 0 / 0; 1e-5 when left out. */
	readonly smoothDr?: number;
	/** Factor of each counted class (without class 0 where the background is left out). */
	readonly classWeights?: readonly number[];
	/** 'mean' or 'sum' over batch and classes; 'mean' when left out. */
	readonly reduction?: 'mean' | 'sum';
}

export const reductionRule: OptionRules<Pick<OverlapOptions, 'reduction'>> = {
	reduction: oneOf('mean', 'sum'),
};

export const overlapRules: OptionRules<OverlapOptions> = {
	...targetRules,
	includeBackground: flag,
	batch: flag,
	smoothNr: fromZero,
	smoothDr: fromZero,
	classWeights: weights,
	...reductionRule,
};

/** Channels without the background where it is left out: [..., C] -> [..., C or C - 1]. */
export function withoutBackground<T extends tf.Tensor>(values: T, includeBackground = true): T {
	const channels = values.shape.at(-1)!;
	// One channel has no background to leave out; MONAI keeps it as well.
	if (includeBackground || channels === 1) return values;
	const begin = values.shape.map((_, axis) => (axis === values.rank - 1 ? 1 : 0));
	return tf.slice(values, begin, [...values.shape.slice(0, -1), channels - 1]);
}

/** Sums of the classes that count, over the batch where it is one: [B, C] -> [B or 1, classes]. */
export function countedSums(
	sums: tf.Tensor2D,
	{ includeBackground, batch = false }: Pick<OverlapOptions, 'includeBackground' | 'batch'>,
): tf.Tensor2D {
	const counted = withoutBackground(sums, includeBackground);
	return batch ? tf.sum(counted, 0, true) : counted;
}

/** Weighted mean or sum of the costs [B or 1, classes]; the mean is not divided by the weights. */
export function reduceCosts(
	costs: tf.Tensor,
	{ classWeights, reduction = 'mean' }: Pick<OverlapOptions, 'classWeights' | 'reduction'>,
): tf.Scalar {
	const weighted = tf.mul(costs, classFactors(classWeights, costs.shape.at(-1)!));
	return reduction === 'sum' ? tf.sum(weighted) : tf.mean(weighted);
}

/** The options of an overlap that is told the weights of all classes: those of its counted ones. */
export function withCountedWeights<T extends OverlapOptions>(options: T): T {
	const { classWeights, includeBackground = true } = options;
	if (!classWeights || includeBackground || classWeights.length === 1) return options;
	return { ...options, classWeights: classWeights.slice(1) };
}
