import type { DicomIdentity, Volume } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { DatasetContent } from '../encode/encodeDataset.ts';
import { encodeDicom } from '../encode/encodeDicom.ts';
import { dateAndTime, seriesContent, type WriteDicomOptions } from '../encode/seriesContent.ts';
import { uniqueUids } from '../encode/uniqueUids.ts';
import { chooseSegments } from './chooseSegments.ts';
import { packBits } from './packBits.ts';
import { completeSegment, type Segment, type SegmentInput, segmentItem } from './segment.ts';
import { dimensions, frameGroups, referencedSeries, sharedGroups } from './segmentationContent.ts';
import { type SlicedVolumes, sliceVolumes } from './segmentSlices.ts';
import {
	type EmptyFrames,
	fractionFrames,
	labelFrames,
	labelsBySlice,
	type WrittenFrame,
} from './writtenFrames.ts';

/** How a segmentation is written. */
export interface WriteSegmentationOptions extends WriteDicomOptions {
	/**
	 * Each label's value and name, and what else is known; a label without an entry is refused. Without it labels are
	 * named 'label 1' and so on. For fractions an entry a channel, in order.
	 */
	readonly segments?: readonly SegmentInput[] | undefined;
	/** The volume of `readDicom` that was segmented, or its `header.dicom`; by default what the label map itself keeps of it. */
	readonly reference?: Volume | DicomIdentity | undefined;
	/** 'BINARY' by default; 'FRACTIONAL' takes a volume of probabilities 0 … 1, a channel a segment. */
	readonly type?: 'BINARY' | 'FRACTIONAL' | undefined;
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

/**
 * DICOM segmentation file of a map of labels: one segment a label, in the patient, study and frame of reference of the
 * series that was segmented, each frame with the image it came from.
 *
 * Segments are numbered from 1 in order of the labels, as the standard demands: labels 2 and 5 come back as 1 and 2.
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
	const { segments, frames } =
		type === 'BINARY' ? binaryContent(slices, options) : fractionalContent(slices, options);
	const uid = uniqueUids(options.seed);
	const size = grid.shape[0] * grid.shape[1];
	const kind = { sopClassUid: SEGMENTATION_CLASS, modality: 'SEG', description: 'Segmentation' };
	return encodeDicom({
		...seriesContent(kind, series, options, uid),
		...descriptionOf(options),
		...referencedSeries(series),
		...dimensions(uid()),
		...pixelModule(type, options),
		NumberOfFrames: frames.length,
		Rows: grid.shape[1],
		Columns: grid.shape[0],
		SegmentsOverlap: volumes.length > 1 || type === 'FRACTIONAL' ? 'UNDEFINED' : 'NO',
		SegmentSequence: segments.map((segment, n) => segmentItem(segment, n + 1)),
		SharedFunctionalGroupsSequence: [sharedGroups(grid)],
		PerFrameFunctionalGroupsSequence: frameGroups(frames, grid, series),
		PixelData:
			type === 'BINARY' ? packBits(eachPixels(frames), size, frames.length) : joinFrames(frames, size),
	});
}

interface Content {
	readonly segments: readonly Segment[];
	readonly frames: readonly WrittenFrame[];
}

function binaryContent(slices: SlicedVolumes, options: WriteSegmentationOptions): Content {
	const presence = labelsBySlice(slices);
	const inputs = chooseSegments(options.segments, presence);
	const segments = inputs.map((input) => completeSegment(input, algorithm(options)));
	const values = segments.map(({ value }) => value);
	return { segments, frames: labelFrames(slices, presence, values, options.emptyFrames ?? 'omit') };
}

function fractionalContent(slices: SlicedVolumes, options: WriteSegmentationOptions): Content {
	const [volume, ...more] = slices.volumes;
	const { channels } = volume!;
	const inputs =
		options.segments ??
		Array.from({ length: channels }, (_, n) => ({ value: n + 1, name: `label ${n + 1}` }));
	if (more.length > 0 || inputs.length !== channels) {
		throw new DicomError(
			`fractions are one volume with a channel for each of ${inputs.length} segments, not ${more.length + 1} of ${channels}`,
		);
	}
	const segments = inputs.map((input) => completeSegment(input, algorithm(options)));
	return { segments, frames: fractionFrames(slices, options.emptyFrames ?? 'omit') };
}

function algorithm({ algorithmName }: WriteSegmentationOptions): string {
	return algorithmName ?? 'unetr';
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
	type: 'BINARY' | 'FRACTIONAL',
	{ fractionalType }: WriteSegmentationOptions,
): DatasetContent {
	const bits = type === 'BINARY' ? 1 : 8;
	return {
		SegmentationType: type,
		SegmentationFractionalType: type === 'BINARY' ? undefined : (fractionalType ?? 'PROBABILITY'),
		MaximumFractionalValue: type === 'BINARY' ? undefined : 255,
		SamplesPerPixel: 1,
		PhotometricInterpretation: 'MONOCHROME2',
		BitsAllocated: bits,
		BitsStored: bits,
		HighBit: bits - 1,
		PixelRepresentation: 0,
		LossyImageCompression: '00',
	};
}

function* eachPixels(frames: readonly WrittenFrame[]): Generator<Uint8Array> {
	for (const frame of frames) yield frame.pixels();
}

function joinFrames(frames: readonly WrittenFrame[], size: number): Uint8Array {
	const bytes = new Uint8Array(size * frames.length);
	for (const [n, frame] of frames.entries()) bytes.set(frame.pixels(), n * size);
	return bytes;
}
