/** One case of a data set. */
export interface DatasetCase {
	/** File name without ending; unique in the data set. */
	readonly id: string;
	/** Path of the image. */
	readonly image: string;
	/** Path of the label map on the image's grid. */
	readonly label?: string;
}

/** A folder of images with label maps, in the layout of the Medical Segmentation Decathlon. */
export interface Dataset {
	readonly name: string;
	readonly folder: string;
	/** Name of every label value; 0 is the background, and there is no gap. */
	readonly labels: Readonly<Record<number, string>>;
	/** Name of every channel of an image ('MRI', 'CT' …); empty where the data set does not say. */
	readonly modalities: readonly string[];
	/** Cases to train and validate on, in the order of the list. */
	readonly cases: readonly DatasetCase[];
	/** Cases without a label map. */
	readonly test: readonly DatasetCase[];
	/** What was noticed and does not forbid its use. */
	readonly warnings: readonly DatasetProblem[];
}

/** Something wrong with a data set. */
export interface DatasetProblem {
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
