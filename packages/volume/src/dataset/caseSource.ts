import type { DatasetLayout, DatasetProblem } from './dataset.ts';
import type { ListedCase } from './datasetJson.ts';

/** Where a layout says that the cases are; paths are relative to the data set's folder. */
export interface CaseSource {
	readonly layout: DatasetLayout;
	readonly listed: readonly ListedCase[];
	readonly test: readonly ListedCase[];
	/** Whether every case must have a label map. */
	readonly labelled: boolean;
	/** The label table that the layout brings with it. */
	readonly labels?: Readonly<Record<number, string>>;
	readonly problems: readonly DatasetProblem[];
}
