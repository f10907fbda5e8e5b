/** How the files of a data set lie in its folder. */
export type DatasetLayout = 'msd' | 'nnunet' | 'btcv' | 'pairs';

/** One case of a data set. */
export interface DatasetCase {
	/** Name of the case; unique in the data set. */
	readonly id: string;
	/** Paths of the image: one file, or one for each channel in the order of the channels. */
	readonly images: readonly string[];
	/** Path of the label map on the image's grid. */
	readonly label?: string;
}

/** A class of a data set that several label values make up, as nnU-Net's regions. */
export interface LabelRegion {
	readonly name: string;
	readonly values: readonly number[];
}

/** A folder of images with label maps. */
export interface Dataset {
	/** 'msd' lists its cases in dataset.json, the others are read off the names of their files. */
	readonly layout: DatasetLayout;
	readonly name: string;
	readonly folder: string;
	/** Name of every label value; 0 is the background, and there is no gap. */
	readonly labels: Readonly<Record<number, string>>;
	/** Classes that overlap; empty where every label value is a class. */
	readonly regions: readonly LabelRegion[];
	/** Value of voxels that say nothing; it is not among `labels`. */
	readonly ignoreLabel?: number;
	/** Name of every channel of an image ('MRI', 'CT' …); empty where the data set does not say. */
	readonly modalities: readonly string[];
	/** Cases to train and validate on, in the order of the list. */
	readonly cases: readonly DatasetCase[];
	/** Cases without a label map. */
	readonly test: readonly DatasetCase[];
	/** What was noticed and does not forbid its use. */
	readonly warnings: readonly DatasetProblem[];
}

/** What sort of thing is wrong with a data set. */
export type ProblemKind =
	| 'list'
	| 'path'
	| 'missingFile'
	| 'duplicateId'
	| 'missingChannel'
	| 'strayFile'
	| 'labelTable'
	| 'unreadable'
	| 'channels'
	| 'grid'
	| 'notFinite'
	| 'constantImage'
	| 'fractionalLabel'
	| 'unknownLabel'
	| 'emptyForeground'
	| 'absentLabel';

/** Something wrong with a data set. */
export interface DatasetProblem {
	readonly kind: ProblemKind;
	/** The file it is in. */
	readonly file: string;
	/** The case it concerns, where it is one. */
	readonly id?: string;
	/** What is wrong. */
	readonly problem: string;
	/** What to do about it. */
	readonly cure: string;
}

/** A problem as one sentence. */
export function problemText({ file, problem, cure }: DatasetProblem): string {
	return `${file}: ${problem}; ${cure}`;
}
