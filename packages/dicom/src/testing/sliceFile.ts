import type { DatasetContent } from '../encode/encodeDataset.ts';
import { encodeDicom } from '../encode/encodeDicom.ts';

/** A slice of a series made for tests. */
export interface SliceFields {
	/** Along z, LPS+ mm. */
	readonly z: number;
	/** Stored value of every pixel. */
	readonly value?: number;
	/** Elements that replace or join those of a plain CT slice; undefined ones are left out. */
	readonly content?: DatasetContent;
}

export const SERIES_UID = '2.25.20';

/** The bytes of an axial 3 × 2 CT slice, unless told otherwise. */
export function sliceFile({ z, value = 0, content = {} }: SliceFields): Uint8Array<ArrayBuffer> {
	const plain: DatasetContent = {
		SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
		SOPInstanceUID: `2.25.${1000 + Math.round(10 * z)}`,
		StudyInstanceUID: '2.25.10',
		SeriesInstanceUID: SERIES_UID,
		FrameOfReferenceUID: '2.25.30',
		Modality: 'CT',
		PatientName: 'Secret^Name',
		PatientID: 'secret-id',
		InstanceNumber: 1,
		ImagePositionPatient: [10, 20, z],
		ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
		PixelSpacing: [0.8, 0.5],
		SamplesPerPixel: 1,
		PhotometricInterpretation: 'MONOCHROME2',
		Rows: 2,
		Columns: 3,
		BitsAllocated: 16,
		BitsStored: 16,
		HighBit: 15,
		PixelRepresentation: 0,
	};
	const all = { ...plain, ...content };
	const pixels = new Uint16Array(Number(all.Rows) * Number(all.Columns)).fill(value);
	return encodeDicom({ PixelData: new Uint8Array(pixels.buffer), ...all });
}
