import { SEGMENTATION_TAGS } from './segmentationTags.ts';
import type { Vr } from './vr.ts';

/**
 * The elements that this package reads or writes, by the standard's keyword: tag (group · 65536 + element) and value
 * representation, which files of implicit VR do not state. Source: PS3.6.
 */
export const TAGS = {
	...SEGMENTATION_TAGS,
	MediaStorageSOPClassUID: [0x00020002, 'UI'],
	TransferSyntaxUID: [0x00020010, 'UI'],
	SpecificCharacterSet: [0x00080005, 'CS'],
	ImageType: [0x00080008, 'CS'],
	SOPClassUID: [0x00080016, 'UI'],
	SOPInstanceUID: [0x00080018, 'UI'],
	StudyDate: [0x00080020, 'DA'],
	SeriesDate: [0x00080021, 'DA'],
	AcquisitionTime: [0x00080032, 'TM'],
	StudyTime: [0x00080030, 'TM'],
	AccessionNumber: [0x00080050, 'SH'],
	AcquisitionDateTime: [0x0008002a, 'DT'],
	FrameType: [0x00089007, 'CS'],
	Modality: [0x00080060, 'CS'],
	ReferringPhysicianName: [0x00080090, 'PN'],
	StudyDescription: [0x00081030, 'LO'],
	SeriesDescription: [0x0008103e, 'LO'],
	PatientName: [0x00100010, 'PN'],
	PatientID: [0x00100020, 'LO'],
	PatientBirthDate: [0x00100030, 'DA'],
	PatientSex: [0x00100040, 'CS'],
	SliceThickness: [0x00180050, 'DS'],
	EchoTime: [0x00180081, 'DS'],
	DiffusionBValue: [0x00189087, 'FD'],
	EffectiveEchoTime: [0x00189082, 'FD'],
	MREchoSequence: [0x00189114, 'SQ'],
	MRDiffusionSequence: [0x00189117, 'SQ'],
	CardiacSynchronizationSequence: [0x00189118, 'SQ'],
	NominalCardiacTriggerDelayTime: [0x00209153, 'FD'],
	MRImageFrameTypeSequence: [0x00189226, 'SQ'],
	TriggerTime: [0x00181060, 'DS'],
	GantryDetectorTilt: [0x00181120, 'DS'],
	StudyInstanceUID: [0x0020000d, 'UI'],
	SeriesInstanceUID: [0x0020000e, 'UI'],
	StudyID: [0x00200010, 'SH'],
	SeriesNumber: [0x00200011, 'IS'],
	AcquisitionNumber: [0x00200012, 'IS'],
	InstanceNumber: [0x00200013, 'IS'],
	ImagePositionPatient: [0x00200032, 'DS'],
	ImageOrientationPatient: [0x00200037, 'DS'],
	FrameOfReferenceUID: [0x00200052, 'UI'],
	TemporalPositionIdentifier: [0x00200100, 'IS'],
	StackID: [0x00209056, 'SH'],
	InStackPositionNumber: [0x00209057, 'UL'],
	TemporalPositionIndex: [0x00209128, 'UL'],
	FrameContentSequence: [0x00209111, 'SQ'],
	PlanePositionSequence: [0x00209113, 'SQ'],
	PlaneOrientationSequence: [0x00209116, 'SQ'],
	DimensionIndexValues: [0x00209157, 'UL'],
	DimensionIndexPointer: [0x00209165, 'AT'],
	DimensionIndexSequence: [0x00209222, 'SQ'],
	SamplesPerPixel: [0x00280002, 'US'],
	PhotometricInterpretation: [0x00280004, 'CS'],
	PlanarConfiguration: [0x00280006, 'US'],
	NumberOfFrames: [0x00280008, 'IS'],
	Rows: [0x00280010, 'US'],
	Columns: [0x00280011, 'US'],
	PixelSpacing: [0x00280030, 'DS'],
	BitsAllocated: [0x00280100, 'US'],
	BitsStored: [0x00280101, 'US'],
	HighBit: [0x00280102, 'US'],
	PixelRepresentation: [0x00280103, 'US'],
	RescaleIntercept: [0x00281052, 'DS'],
	RescaleSlope: [0x00281053, 'DS'],
	RescaleType: [0x00281054, 'LO'],
	ModalityLUTSequence: [0x00283000, 'SQ'],
	PixelMeasuresSequence: [0x00289110, 'SQ'],
	PixelValueTransformationSequence: [0x00289145, 'SQ'],
	SharedFunctionalGroupsSequence: [0x52009229, 'SQ'],
	PerFrameFunctionalGroupsSequence: [0x52009230, 'SQ'],
	FloatPixelData: [0x7fe00008, 'OF'],
	DoubleFloatPixelData: [0x7fe00009, 'OD'],
	PixelData: [0x7fe00010, 'OW'],
} as const satisfies Readonly<Record<string, readonly [tag: number, vr: Vr]>>;

/** Keyword of an element that this package reads or writes. */
export type DicomKeyword = keyof typeof TAGS;

/** A tag as the standard writes it: `(0028,0010)`. */
export function tagText(tag: number): string {
	const hex = (tag >>> 0).toString(16).padStart(8, '0').toUpperCase();
	return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}
