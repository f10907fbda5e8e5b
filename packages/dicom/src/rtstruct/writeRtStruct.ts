import type { DicomIdentity, Volume, VoxelGrid } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { DatasetContent } from '../encode/encodeDataset.ts';
import { encodeDicom } from '../encode/encodeDicom.ts';
import { imageReference, imageReferences } from '../encode/referencedImages.ts';
import { dateAndTime, seriesContent, type WriteDicomOptions } from '../encode/seriesContent.ts';
import { uniqueUids } from '../encode/uniqueUids.ts';
import { chooseSegments } from '../seg/chooseSegments.ts';
import { slicePlane } from '../seg/framePlane.ts';
import { completeSegment, type Segment, type SegmentInput } from '../seg/segment.ts';
import { sliceVolumes } from '../seg/segmentSlices.ts';
import { labelFrames, labelsBySlice, type WrittenFrame } from '../seg/writtenFrames.ts';
import { traceContours } from './traceContours.ts';

/** How a structure set is written. */
export interface WriteRtStructOptions extends WriteDicomOptions {
	/**
	 * Each label's value, name and colour; a label without an entry is refused. Without it labels are named 'label 1'
	 * and so on.
	 */
	readonly segments?: readonly SegmentInput[] | undefined;
	/** The volume of `readDicom` that was segmented, or its `header.dicom`; by default what the label map itself keeps of it. */
	readonly reference?: Volume | DicomIdentity | undefined;
	/** Of the structure set, at most 16 characters. */
	readonly structureSetLabel?: string | undefined;
}

const STRUCTURE_SET_CLASS = '1.2.840.10008.5.1.4.1.1.481.3';
/** Detached Study Management: retired, and yet what a referenced study is named by. */
const STUDY_CLASS = '1.2.840.10008.3.1.2.3.1';
/** Coordinates are kept to ten nanometres. */
const PER_MM = 1e5;

/**
 * DICOM RT structure set of a map of labels: a region of interest a label, whose number is the label, made of closed
 * planar contours in each slice of the series, in patient coordinates (LPS mm), with the image that each lies on.
 *
 * Contours follow the borders of the pixels, so that they enclose exactly the centres of a label's pixels; a hole is
 * joined to its outline by a channel without width.
 * @param labels map of labels on the grid of the series, its axes in any order; several maps where labels overlap
 * @returns bytes of the file
 * @throws DicomError where the map has other voxels than the series, a label has no entry, or there is no label
 */
export function writeRtStruct(
	labels: Volume | readonly Volume[],
	options: WriteRtStructOptions = {},
): Uint8Array<ArrayBuffer> {
	const slices = sliceVolumes(labels, options.reference);
	const presence = labelsBySlice(slices);
	if (presence.every((found) => found.size === 0)) {
		throw new DicomError('the label map is empty, so there are no contours to write');
	}
	const rois = chooseSegments(options.segments, presence).map((input) => completeSegment(input, ''));
	const frames = labelFrames(
		slices,
		presence,
		rois.map(({ value }) => value),
		'omit',
	);
	const kind = { sopClassUid: STRUCTURE_SET_CLASS, modality: 'RTSTRUCT', description: 'Structure set' };
	const common = seriesContent(kind, slices.series, options, uniqueUids(options.seed));
	const { date, time } = dateAndTime(options.date);
	const frameOfReference = String(common.FrameOfReferenceUID);
	const content: DatasetContent = {
		...common,
		OperatorsName: options.creator ?? '',
		StructureSetLabel: options.structureSetLabel ?? 'SEGMENTATION',
		StructureSetDate: date,
		StructureSetTime: time,
		ReferencedFrameOfReferenceSequence: [referencedFrame(common, slices.series)],
		StructureSetROISequence: rois.map((roi) => roiItem(roi, frameOfReference)),
		ROIContourSequence: rois.map((roi, n) => {
			const own = frames.filter(({ segment }) => segment === n);
			return roiContours(
				roi,
				own.flatMap((frame) => contourItems(frame, slices.grid, slices.series)),
			);
		}),
		RTROIObservationsSequence: rois.map((roi) => observation(roi, options.creator ?? '')),
	};
	// Contours of many points are longer than explicit VR has room for.
	return encodeDicom(content, 'implicit');
}

function referencedFrame(common: DatasetContent, series: DicomIdentity | undefined): DatasetContent {
	const { FrameOfReferenceUID, StudyInstanceUID } = common;
	if (series === undefined) return { FrameOfReferenceUID };
	const RTReferencedSeriesSequence = [
		{ SeriesInstanceUID: series.seriesInstanceUid, ContourImageSequence: imageReferences(series) },
	];
	return {
		FrameOfReferenceUID,
		RTReferencedStudySequence: [
			{
				ReferencedSOPClassUID: STUDY_CLASS,
				ReferencedSOPInstanceUID: StudyInstanceUID,
				RTReferencedSeriesSequence,
			},
		],
	};
}

function roiItem({ value, name, algorithmType }: Segment, frameOfReference: string): DatasetContent {
	return {
		ROINumber: value,
		ReferencedFrameOfReferenceUID: frameOfReference,
		ROIName: name,
		ROIGenerationAlgorithm: algorithmType,
	};
}

function roiContours({ value, color }: Segment, contours: readonly DatasetContent[]): DatasetContent {
	const ROIDisplayColor = color && [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
	return {
		ROIDisplayColor: ROIDisplayColor || undefined,
		ContourSequence: contours.length > 0 ? contours : undefined,
		ReferencedROINumber: value,
	};
}

function observation({ value, category }: Segment, interpreter: string): DatasetContent {
	return {
		ObservationNumber: value,
		ReferencedROINumber: value,
		RTROIInterpretedType: category.meaning === 'Anatomical Structure' ? 'ORGAN' : '',
		ROIInterpreter: interpreter,
	};
}

function contourItems(
	{ k, pixels }: WrittenFrame,
	grid: VoxelGrid,
	series: DicomIdentity | undefined,
): DatasetContent[] {
	const { originMm: o, columnStepMm: u, rowStepMm: v } = slicePlane(grid, k);
	const image = series && imageReference(series, series.slices[k]!);
	return traceContours(pixels(), grid.shape[0], grid.shape[1]).map((contour) => {
		const points: number[] = [];
		for (let n = 0; n < contour.length; n += 2) {
			// A pixel's centre has whole numbers, its first corner is half a pixel before.
			const [c, r] = [contour[n]! - 0.5, contour[n + 1]! - 0.5];
			for (const axis of [0, 1, 2] as const) {
				const mm = o[axis] + c * u[axis] + r * v[axis];
				points.push(Math.round((axis < 2 ? 0 - mm : mm) * PER_MM) / PER_MM);
			}
		}
		return {
			ContourImageSequence: image && [image],
			ContourGeometricType: 'CLOSED_PLANAR',
			NumberOfContourPoints: contour.length / 2,
			ContourData: points,
		};
	});
}
