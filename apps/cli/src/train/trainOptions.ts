import type { ModelSpec } from '@unetr/models';
import type { EngineChoice } from '../usage/engineFlags.ts';
import type { LengthChoice } from '../usage/lengthFlags.ts';
import type { RunLoss } from './lossChoice.ts';

/** What `unetr train` is asked for. */
export interface TrainOptions extends LengthChoice {
	/** Data set folder, or the JSON file that lists its cases. */
	readonly data: string;
	/** Name of a model or path of its JSON, as it was asked for. */
	readonly model: string;
	/** The model's configuration where it does not come from a file or the list. */
	readonly spec?: ModelSpec;
	/** That of the run that is resumed, or Dice + cross entropy, when left out. */
	readonly loss?: RunLoss | undefined;
	/** Run folder. */
	readonly out: string;
	readonly fold: number;
	readonly splits: string | undefined;
	/** JSON file with the patient (or site) of every case, kept together when folds are made. */
	readonly groups?: string | undefined;
	readonly seed: number;
	readonly batch: number;
	readonly learningRate: number;
	readonly engine: EngineChoice;
	/** Whether parts of the network are computed again on the way back, which takes less memory. */
	readonly recompute?: boolean;
	readonly resume: boolean;
}
