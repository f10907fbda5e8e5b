import type { MeasureOptions } from '../measure/measureOptions.ts';
import type { PairMeasures } from './measurePair.ts';
import type { VolumePair } from './pairVolumes.ts';

/** What a worker is asked. */
export interface WorkerTask {
	readonly pair: VolumePair;
	readonly options: MeasureOptions;
}

/** What it answers. */
export type WorkerAnswer =
	| { readonly measures: PairMeasures; readonly error?: never }
	| {
			readonly measures?: never;
			readonly error: { readonly name: string; readonly message: string; readonly stack: string | undefined };
	  };
