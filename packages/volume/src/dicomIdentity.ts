import type { VoxelGrid } from './sameGrid.ts';

/** The stored image, or the frame of one, that a slice came from. */
export interface DicomSlice {
	readonly sopInstanceUid: string;
	/** Of a frame in a multi-frame image, from 1. */
	readonly frameNumber?: number;
}

/** The patient as the series names them; empty where it does not. */
export interface DicomPatient {
	readonly name: string;
	readonly id: string;
	readonly birthDate: string;
	readonly sex: string;
}

/** The study as the series tells of it; empty where it does not. */
export interface DicomStudy {
	readonly instanceUid: string;
	readonly id: string;
	readonly date: string;
	readonly time: string;
	readonly accessionNumber: string;
	readonly description: string;
	readonly referringPhysician: string;
}

/** What a DICOM series said of itself: enough to refer to its images from a result that is written back. */
export interface DicomIdentity {
	readonly modality: string;
	readonly sopClassUid: string;
	readonly study: DicomStudy;
	readonly seriesInstanceUid: string;
	readonly seriesNumber?: number;
	readonly seriesDescription: string;
	/** Empty where the images state none. */
	readonly frameOfReferenceUid: string;
	/** 'MONOCHROME1' where low values are shown bright; the voxels are as stored. */
	readonly photometricInterpretation: string;
	/** The grid as it was read, which tells where each slice lies when the volume has been turned or cropped since. */
	readonly grid: VoxelGrid;
	/** Slice k of channel c at index k + nk · c. */
	readonly slices: readonly DicomSlice[];
	/** What tells the channels apart (the keyword of an attribute, such as 'EchoTime'), where there are several. */
	readonly channelKey?: string;
	/** Not enumerable: neither JSON nor a structured clone carries it out of memory. */
	readonly patient: DicomPatient;
	/** What was accepted and may deserve a look: a tilted gantry, slightly uneven steps. */
	readonly warnings: readonly string[];
}
