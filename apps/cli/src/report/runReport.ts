/** Everything a report shows; the report page computes nothing but means and deviations. */
export interface RunReport {
	readonly title: string;
	/** One sentence under the title: what was done on what. */
	readonly summary: string;
	/** Facts in reading order, for example `['Seed', '42']`. */
	readonly facts: readonly (readonly [name: string, value: string])[];
	/** Foreground classes in the order of every `dice` array below. */
	readonly classes: readonly ReportClass[];
	readonly loss: readonly LossPoint[];
	readonly validation: readonly ValidationPoint[];
	/** Dice of every held-out case; null where the class is absent from both masks. */
	readonly cases: readonly ReportCase[];
	readonly slices: readonly ReportSlices[];
	/** How empty masks are counted, one sentence. */
	readonly policy: string;
	/** Files of the run with a word on each, paths relative to the report. */
	readonly files: readonly (readonly [path: string, what: string])[];
}

/** A foreground class with its colour. */
export interface ReportClass {
	readonly value: number;
	readonly name: string;
	/** `#rrggbb`. */
	readonly color: string;
}

/** Training loss after one step. */
export interface LossPoint {
	readonly step: number;
	readonly loss: number;
}

/** Mean Dice of the validation cases after some step. */
export interface ValidationPoint {
	readonly step: number;
	/** In the order of the classes; null where no case holds the class. */
	readonly dice: readonly (number | null)[];
}

/** Dice of one case. */
export interface ReportCase {
	readonly id: string;
	readonly dice: readonly (number | null)[];
}

/** Pictures of one case. */
export interface ReportSlices {
	readonly id: string;
	/** Why this case is shown, for example `worst case`. */
	readonly note: string;
	readonly views: readonly ReportView[];
}

/** One plane through a case. */
interface ReportView {
	/** `axial`, `coronal` or `sagittal`. */
	readonly plane: string;
	/** PNG files of the scan alone, with the reference and with the prediction. */
	readonly scan: Uint8Array;
	readonly reference: Uint8Array;
	readonly prediction: Uint8Array;
}
