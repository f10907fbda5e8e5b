import type { DicomIdentity, Volume } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { DatasetContent } from '../encode/encodeDataset.ts';
import { encodeDicom } from '../encode/encodeDicom.ts';
import { dateAndTime, seriesContent, type WriteDicomOptions } from '../encode/seriesContent.ts';
import { uniqueUids } from '../encode/uniqueUids.ts';
import { packBits } from './packBits.ts';
import { completeSegment, type Segment, type SegmentInput, segmentItem } from './segment.ts';
import { dimensions, frameGroups, referencedSeries, sharedGroups } from './segmentationContent.ts';
import { sliceVolumes } from './segmentSlices.ts';
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
	const volumes = 'voxels' in labels ? [labels] : labels;
	if (volumes.length === 0) throw new DicomError('there is no map of labels to write');
	const { type = 'BINARY', reference = volumes[0]! } = options;
	const series = 'header' in reference ? reference.header.dicom : reference;
	const grid = series?.grid ?? ('header' in reference ? reference : volumes[0]!);
	const slices = sliceVolumes(volumes, grid);
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

function binaryContent(slices: ReturnType<typeof sliceVolumes>, options: WriteSegmentationOptions): Content {
	for (const { channels } of slices.volumes) {
		if (channels !== 1)
			throw new DicomError(`a map of labels has one channel, not ${channels}; give several maps`);
	}
	const presence = labelsBySlice(slices);
	const found = [...new Set(presence.flatMap((labels) => [...labels]))].sort((a, b) => a - b);
	const table = options.segments ?? found.map((value) => ({ value, name: `label ${value}` }));
	const inputs = table.filter(({ value }) => value !== 0).sort((a, b) => a.value - b.value);
	checkTable(inputs, found);
	const segments = inputs.map((input) => completeSegment(input, algorithm(options)));
	const values = segments.map(({ value }) => value);
	return { segments, frames: labelFrames(slices, presence, values, options.emptyFrames ?? 'omit') };
}

function fractionalContent(
	slices: ReturnType<typeof sliceVolumes>,
	options: WriteSegmentationOptions,
): Content {
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

function checkTable(inputs: readonly SegmentInput[], found: readonly number[]): void {
	const values = inputs.map(({ value }) => value);
	const wrong = values.find(
		(value, n) => !Number.isInteger(value) || value < 0 || value > 0xffff || value === values[n + 1],
	);
	if (wrong !== undefined) {
		throw new DicomError(`segments has the value ${wrong} twice, or it is no whole number from 1 to 65535`);
	}
	const unknown = found.filter((value) => !values.includes(value));
	if (unknown.length > 0) {
		throw new DicomError(
			`the label map holds ${unknown.join(', ')}, which segments does not name; add an entry with value and name`,
		);
	}
	if (inputs.length === 0)
		throw new DicomError('the label map is empty and no segments are named, so there is nothing to write');
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
