import type { DicomIdentity, Volume } from '@unetr/volume';
import type { DatasetContent } from '../encode/encodeDataset.ts';
import { encodeDicom } from '../encode/encodeDicom.ts';
import { dateAndTime, seriesContent, type WriteDicomOptions } from '../encode/seriesContent.ts';
import { uniqueUids } from '../encode/uniqueUids.ts';
import { packBits } from './packBits.ts';
import { type SegmentInput, segmentItem } from './segment.ts';
import type { SegmentationType } from './segmentation.ts';
import { dimensions, frameGroups, referencedSeries, sharedGroups } from './segmentationContent.ts';
import { sliceVolumes } from './segmentSlices.ts';
import { type WrittenContent, writtenContent } from './writtenContent.ts';
import type { EmptyFrames, WrittenFrame } from './writtenFrames.ts';

/** How a segmentation is written. */
export interface WriteSegmentationOptions extends WriteDicomOptions {
	/**
	 * Each label's value and name, and what else is known; a label without an entry is refused. Without it labels are
	 * named 'label 1' and so on. For fractions an entry a channel, in order.
	 */
	readonly segments?: readonly SegmentInput[] | undefined;
	/** The volume of `readDicom` that was segmented, or its `header.dicom`; by default what the label map itself keeps of it. */
	readonly reference?: Volume | DicomIdentity | undefined;
	/**
	 * 'BINARY' by default, a bit a voxel and segment. 'FRACTIONAL' takes a volume of probabilities 0 … 1, a channel a
	 * segment. 'LABELMAP' stores one map as it is, labels with their own numbers (DICOM from 2024c on; older programs
	 * cannot read it).
	 */
	readonly type?: SegmentationType | undefined;
	/** What fractions mean: 'PROBABILITY' by default. */
	readonly fractionalType?: 'PROBABILITY' | 'OCCUPANCY' | undefined;
	/** Slices in which a segment has no voxel are left out ('omit', the default) or written. */
	readonly emptyFrames?: EmptyFrames | undefined;
	/** What found the segments, for those that name nothing. */
	readonly algorithmName?: string | undefined;
	/** Of the content, in capitals. */
	readonly contentLabel?: string | undefined;
}

const SEGMENTATION_CLASS = '1.2.840.10008.5.1.4.1.1.66.4';
const LABELMAP_CLASS = '1.2.840.10008.5.1.4.1.1.66.7';

/**
 * DICOM segmentation file of a map of labels: one segment a label, in the patient, study and frame of reference of the
 * series that was segmented, each frame with the image it came from.
 *
 * Segments are numbered from 1 in order of the labels, as the standard demands: labels 2 and 5 come back as 1 and 2. A
 * 'LABELMAP' may have gaps, so that labels keep their numbers.
 * @param labels map of labels on the grid of the series, its axes in any order; several maps where labels overlap
 * @returns bytes of the file
 * @throws DicomError where the map has other voxels than the series, or a label has no entry
 */
export function writeSegmentation(
	labels: Volume | readonly Volume[],
	options: WriteSegmentationOptions = {},
): Uint8Array<ArrayBuffer> {
	const { type = 'BINARY', reference } = options;
	const slices = sliceVolumes(labels, reference);
	const { series, grid, volumes } = slices;
	const content = writtenContent(slices, type, options);
	const { segments, frames } = content;
	const uid = uniqueUids(options.seed);
	const size = grid.shape[0] * grid.shape[1];
	const sopClassUid = type === 'LABELMAP' ? LABELMAP_CLASS : SEGMENTATION_CLASS;
	const kind = { sopClassUid, modality: 'SEG', description: 'Segmentation' };
	return encodeDicom({
		...seriesContent(kind, series, options, uid),
		...descriptionOf(options),
		...referencedSeries(series),
		...dimensions(uid(), type),
		...pixelModule(type, content, options),
		NumberOfFrames: frames.length,
		Rows: grid.shape[1],
		Columns: grid.shape[0],
		SegmentsOverlap: volumes.length > 1 || type === 'FRACTIONAL' ? 'UNDEFINED' : 'NO',
		SegmentSequence: segments.map(({ number, segment }) => segmentItem(segment, number)),
		SharedFunctionalGroupsSequence: [sharedGroups(grid)],
		PerFrameFunctionalGroupsSequence: frameGroups(frames, grid, series),
		PixelData:
			type === 'BINARY' ? packBits(eachPixels(frames), size, frames.length) : joinFrames(content, size),
	});
}

function descriptionOf(options: WriteSegmentationOptions): DatasetContent {
	const { date, time } = dateAndTime(options.date);
	return {
		ImageType: ['DERIVED', 'PRIMARY'],
		ContentLabel: options.contentLabel ?? 'SEGMENTATION',
		ContentDescription: options.seriesDescription ?? '',
		ContentCreatorName: options.creator ?? '',
		ContentDate: date,
		ContentTime: time,
	};
}

function pixelModule(
	type: SegmentationType,
	{ bitsAllocated: bits }: WrittenContent,
	{ fractionalType }: WriteSegmentationOptions,
): DatasetContent {
	const isFractional = type === 'FRACTIONAL';
	return {
		SegmentationType: type,
		SegmentationFractionalType: isFractional ? (fractionalType ?? 'PROBABILITY') : undefined,
		MaximumFractionalValue: isFractional ? 255 : undefined,
		SamplesPerPixel: 1,
		PhotometricInterpretation: 'MONOCHROME2',
		BitsAllocated: bits,
		BitsStored: bits,
		HighBit: bits - 1,
		PixelRepresentation: 0,
		PixelPaddingValue: type === 'LABELMAP' ? 0 : undefined,
		LossyImageCompression: '00',
	};
}

function* eachPixels(frames: readonly WrittenFrame[]): Generator<Uint8Array> {
	for (const frame of frames) yield frame.pixels();
}

function joinFrames({ frames, bitsAllocated }: WrittenContent, size: number): Uint8Array {
	const frameBytes = (size * bitsAllocated) / 8;
	const bytes = new Uint8Array(frameBytes * frames.length);
	for (const [n, frame] of frames.entries()) bytes.set(frame.pixels(), n * frameBytes);
	return bytes;
}
