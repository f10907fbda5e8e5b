import type { DicomPatient, DicomStudy } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { DicomDataset } from '../parse/dicomDataset.ts';
import type { DicomFile } from '../parse/parseDicom.ts';
import type { DicomKeyword } from '../parse/tags.ts';
import { checkPixelBytes } from '../pixels/checkPixelBytes.ts';
import { pixelLayout } from '../pixels/pixelLayout.ts';
import type { DicomEntry } from '../source/dicomEntry.ts';
import { readFrames } from './readFrames.ts';
import type { StoredFrame, StoredImage } from './storedImage.ts';

/** SOP classes that hold pixels but no image to make a volume of, and what reads them. */
const OTHER_CLASSES: Readonly<Record<string, string>> = {
	'1.2.840.10008.5.1.4.1.1.66.4': 'is a segmentation, not an image; read it with readSegmentation',
	'1.2.840.10008.5.1.4.1.1.66.7': 'is a segmentation, not an image; read it with readSegmentation',
	'1.2.840.10008.5.1.4.1.1.481.2': 'is a radiotherapy dose grid, which is not read',
};

/**
 * What a file is and where its frames lie, without its bytes.
 * A file of another kind (a report, a segmentation) has no layout; a fault of an image is told, not thrown, so that
 * it does not stand in the way of another series.
 */
export function describeImage(entry: DicomEntry, { dataset, transferSyntax, name }: DicomFile): StoredImage {
	const text = (key: DicomKeyword): string => dataset.text(key) ?? '';
	const sopClassUid = text('SOPClassUID');
	const described = {
		entry,
		name,
		sopClassUid,
		sopInstanceUid: text('SOPInstanceUID'),
		modality: text('Modality'),
		study: describeStudy(text),
		patient: describePatient(text),
		seriesInstanceUid: text('SeriesInstanceUID'),
		seriesNumber: dataset.number('SeriesNumber'),
		seriesDescription: text('SeriesDescription'),
		frameOfReferenceUid: text('FrameOfReferenceUID'),
		layout: undefined,
		fault: undefined,
	};
	const frames: StoredFrame[] = [];
	if (!holdsImage(dataset)) return { ...described, frames };
	const other = OTHER_CLASSES[sopClassUid];
	if (other !== undefined) return { ...described, frames, fault: other };
	try {
		const layout = pixelLayout(dataset, transferSyntax, name);
		checkPixelBytes(dataset, layout, name);
		const image: StoredImage = { ...described, layout, frames };
		frames.push(...readFrames(image, dataset, layout.frames));
		return image;
	} catch (cause) {
		if (!(cause instanceof DicomError)) throw cause;
		return { ...described, frames, fault: cause.message.replace(`${name}: `, '') };
	}
}

function holdsImage(dataset: DicomDataset): boolean {
	return dataset.element('Rows') !== undefined || dataset.element('PixelData') !== undefined;
}

function describeStudy(text: (key: DicomKeyword) => string): DicomStudy {
	return {
		instanceUid: text('StudyInstanceUID'),
		id: text('StudyID'),
		date: text('StudyDate'),
		time: text('StudyTime'),
		accessionNumber: text('AccessionNumber'),
		description: text('StudyDescription'),
		referringPhysician: text('ReferringPhysicianName'),
	};
}

function describePatient(text: (key: DicomKeyword) => string): DicomPatient {
	return {
		name: text('PatientName'),
		id: text('PatientID'),
		birthDate: text('PatientBirthDate'),
		sex: text('PatientSex'),
	};
}
