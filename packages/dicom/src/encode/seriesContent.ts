import type { DicomIdentity } from '@unetr/volume';
import type { DatasetContent } from './encodeDataset.ts';
import type { UidSource } from './uniqueUids.ts';

/** What every written file can be told about itself. */
export interface WriteDicomOptions {
	readonly seriesDescription?: string | undefined;
	/** 1000 and the number of the segmented series by default. */
	readonly seriesNumber?: number | undefined;
	/** Who drew it, as a person's name ('Family^Given'). */
	readonly creator?: string | undefined;
	/** Version of the software that made it. */
	readonly softwareVersion?: string | undefined;
	/** When it was made; now by default. */
	readonly date?: Date | undefined;
	/** For tests: the same UIDs again for the same seed. */
	readonly seed?: number | undefined;
}

/** What depends on the kind of file. */
export interface SeriesKind {
	readonly sopClassUid: string;
	readonly modality: string;
	readonly description: string;
}

/**
 * Patient, study, series, equipment and instance of a file made from a series: the series' own patient, study and
 * frame of reference, and new UIDs for the rest. Without a series everything is new and the patient has no name.
 */
export function seriesContent(
	kind: SeriesKind,
	series: DicomIdentity | undefined,
	options: WriteDicomOptions,
	uid: UidSource,
): DatasetContent {
	const { date, time } = dateAndTime(options.date);
	return {
		...patientAndStudy(series, uid),
		SOPClassUID: kind.sopClassUid,
		SOPInstanceUID: uid(),
		Modality: kind.modality,
		SeriesInstanceUID: uid(),
		SeriesNumber: options.seriesNumber ?? 1000 + (series?.seriesNumber ?? 0),
		SeriesDescription: options.seriesDescription ?? kind.description,
		SeriesDate: date,
		SeriesTime: time,
		InstanceNumber: 1,
		FrameOfReferenceUID: series?.frameOfReferenceUid || uid(),
		PositionReferenceIndicator: '',
		Manufacturer: 'unetr',
		ManufacturerModelName: '@unetr/dicom',
		DeviceSerialNumber: '1',
		SoftwareVersions: options.softwareVersion ?? '1',
	};
}

function patientAndStudy(series: DicomIdentity | undefined, uid: UidSource): DatasetContent {
	const { patient, study } = series ?? {};
	return {
		PatientName: patient?.name ?? '',
		PatientID: patient?.id ?? '',
		PatientBirthDate: patient?.birthDate ?? '',
		PatientSex: patient?.sex ?? '',
		StudyInstanceUID: study?.instanceUid || uid(),
		StudyDate: study?.date ?? '',
		StudyTime: study?.time ?? '',
		StudyID: study?.id ?? '',
		StudyDescription: study?.description || undefined,
		AccessionNumber: study?.accessionNumber ?? '',
		ReferringPhysicianName: study?.referringPhysician ?? '',
	};
}

/** A moment as DICOM writes date and time, in local time. */
export function dateAndTime(moment: Date = new Date()): { date: string; time: string } {
	const digits = (...values: number[]): string =>
		values.map((value) => String(value).padStart(2, '0')).join('');
	return {
		date: digits(moment.getFullYear(), moment.getMonth() + 1, moment.getDate()),
		time: digits(moment.getHours(), moment.getMinutes(), moment.getSeconds()),
	};
}
