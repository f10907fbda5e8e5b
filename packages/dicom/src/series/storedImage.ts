import type { DicomPatient, DicomStudy } from '@unetr/volume';
import type { PixelLayout } from '../pixels/pixelLayout.ts';
import type { DicomEntry } from '../source/dicomEntry.ts';

/** Three numbers of a place or direction in the patient, LPS+ mm. */
export type Vector3 = readonly [number, number, number];

/** Where a frame lies in the patient. */
export interface FramePlace {
	/** Centre of the first pixel, LPS+ mm. */
	readonly positionMm: Vector3;
	/** Unit step along a row, towards higher columns. */
	readonly rowDirection: Vector3;
	/** Unit step along a column, towards higher rows. */
	readonly columnDirection: Vector3;
	/** Between rows, and between columns, in this order. */
	readonly pixelSpacingMm: readonly [number, number];
	/** Undefined where it is not stated. */
	readonly sliceThicknessMm: number | undefined;
}

/** What tells frames of one place apart, such as time; an entry is absent where it is not stated. */
export type FrameKeys = Readonly<Record<string, number | string>>;

/** One frame of a stored image. */
export interface StoredFrame {
	readonly image: StoredImage;
	/** From 0. */
	readonly index: number;
	readonly place: FramePlace;
	/** value = slope · stored + intercept */
	readonly slope: number;
	readonly intercept: number;
	readonly keys: FrameKeys;
}

/** What is kept of an image file while a series is put in order; its pixels are read again later. */
export interface StoredImage {
	readonly entry: DicomEntry;
	readonly name: string;
	readonly sopClassUid: string;
	readonly sopInstanceUid: string;
	readonly modality: string;
	readonly study: DicomStudy;
	readonly patient: DicomPatient;
	readonly seriesInstanceUid: string;
	readonly seriesNumber: number | undefined;
	readonly seriesDescription: string;
	readonly frameOfReferenceUid: string;
	/** Undefined where the file holds no image of patient space that this package reads; see `fault`. */
	readonly layout: PixelLayout | undefined;
	readonly frames: readonly StoredFrame[];
	/** Why the image cannot be part of a volume, to go on after the file's name. */
	readonly fault: string | undefined;
}
