import { type DatasetContent, encodeDataset, join, type VrForm } from './encodeDataset.ts';

/** UID derived from a UUID (PS3.5 annex B.2) that names this writer. */
const IMPLEMENTATION_UID = '2.25.309428899989463917286012151710161411651';
const TRANSFER_SYNTAX: Readonly<Record<VrForm, string>> = {
	explicit: '1.2.840.10008.1.2.1',
	implicit: '1.2.840.10008.1.2',
};

/**
 * A DICOM file of a data set: preamble, file meta information, little endian, texts in UTF-8.
 * @param content with its SOPClassUID and SOPInstanceUID
 * @param form 'implicit' has room for values of more than 64 KiB that are not pixels
 * @throws DicomError where a value is too long for its element or holds a backslash
 */
export function encodeDicom(content: DatasetContent, form: VrForm = 'explicit'): Uint8Array<ArrayBuffer> {
	const meta = encodeDataset({
		FileMetaInformationVersion: Uint8Array.of(0, 1),
		MediaStorageSOPClassUID: content.SOPClassUID,
		MediaStorageSOPInstanceUID: content.SOPInstanceUID,
		TransferSyntaxUID: TRANSFER_SYNTAX[form],
		ImplementationClassUID: IMPLEMENTATION_UID,
		ImplementationVersionName: 'UNETR',
	});
	const preamble = new Uint8Array(132);
	preamble.set(new TextEncoder().encode('DICM'), 128);
	return join([
		preamble,
		encodeDataset({ FileMetaInformationGroupLength: meta.length }),
		meta,
		encodeDataset({ SpecificCharacterSet: 'ISO_IR 192', ...content }, form),
	]);
}
