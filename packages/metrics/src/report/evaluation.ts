import type { EmptyPolicy } from '../emptyPolicy.ts';
import type { MeasureOptions } from '../measure/measureOptions.ts';
import type { RegionMeasures } from '../measure/measureRegions.ts';
import type { MeasuresSummary } from '../measure/summariseMeasures.ts';
import type { BootstrapOptions } from '../statistics/bootstrapMean.ts';

/** What a reference without a prediction counts as: nothing, or as compared with an empty prediction. */
export type MissingPredictions = 'leaveOut' | 'empty';

/** One case of an evaluation. */
export interface EvaluatedCase {
	readonly id: string;
	/** Path of the prediction; null where there is none and it counts as empty. */
	readonly prediction: string | null;
	/** Path of the reference. */
	readonly reference: string;
	/** In the order of the regions, absent ones included. */
	readonly regions: readonly RegionMeasures[];
}

/** Predictions compared with references. */
export interface Evaluation {
	readonly cases: readonly EvaluatedCase[];
	readonly summary: MeasuresSummary;
	/** What empty masks gave, in words for readers of the numbers. */
	readonly policy: { readonly empty: EmptyPolicy; readonly text: string };
	/** What was measured, and how; defaults that depend on a case's grid are left out. */
	readonly options: Omit<MeasureOptions, 'regions'> &
		BootstrapOptions & { readonly missingPredictions?: MissingPredictions };
	/** Ids of files that found no partner. */
	readonly unpaired: { readonly predictions: readonly string[]; readonly references: readonly string[] };
}
