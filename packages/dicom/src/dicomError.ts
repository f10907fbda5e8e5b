/** What this package throws when a DICOM file, series or segmentation cannot be read, written or used. */
export class DicomError extends Error {
	override name = 'DicomError';
}
