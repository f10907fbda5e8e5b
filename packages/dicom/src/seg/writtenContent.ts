import { DicomError } from '../dicomError.ts';
import { chooseSegments } from './chooseSegments.ts';
import { completeSegment, type Segment, type SegmentInput } from './segment.ts';
import type { SegmentationType } from './segmentation.ts';
import type { SlicedVolumes } from './segmentSlices.ts';
import {
	type EmptyFrames,
	fractionFrames,
	labelFrames,
	labelMapFrames,
	labelsBySlice,
	type WrittenFrame,
} from './writtenFrames.ts';

/** The segments and frames of a file. */
export interface WrittenContent {
	/** Segments with their numbers in the file. */
	readonly segments: readonly NumberedSegment[];
	readonly frames: readonly WrittenFrame[];
	/** Of a pixel. */
	readonly bitsAllocated: 1 | 8 | 16;
}

interface NumberedSegment {
	readonly number: number;
	readonly segment: Segment;
}

/** What a caller says of segments and frames. */
interface ContentOptions {
	readonly segments?: readonly SegmentInput[] | undefined;
	readonly emptyFrames?: EmptyFrames | undefined;
	readonly algorithmName?: string | undefined;
}

/** Every value that the pixels of a LABELMAP hold is described, background too (PS3.3 section C.8.20.2.3). */
const BACKGROUND: Segment = {
	value: 0,
	name: 'Background',
	description: '',
	category: { value: '309825002', scheme: 'SCT', meaning: 'Spatial and Relational Concept' },
	type: { value: '125040', scheme: 'DCM', meaning: 'Background' },
	modifiers: [],
	algorithmType: 'MANUAL',
	algorithmName: '',
};

/**
 * The segments and frames of maps of labels, or of fractions.
 * @throws DicomError where the volumes are not what the type asks for, or a label has no entry
 */
export function writtenContent(
	slices: SlicedVolumes,
	type: SegmentationType,
	options: ContentOptions,
): WrittenContent {
	if (type === 'FRACTIONAL') return fractions(slices, options);
	return type === 'LABELMAP' ? labelMap(slices, options) : masks(slices, options);
}

function masks(slices: SlicedVolumes, options: ContentOptions): WrittenContent {
	const presence = labelsBySlice(slices);
	const segments = completeSegments(chooseSegments(options.segments, presence), options);
	const values = segments.map(({ value }) => value);
	return {
		segments: segments.map((segment, n) => ({ number: n + 1, segment })),
		frames: labelFrames(slices, presence, values, options.emptyFrames ?? 'omit'),
		bitsAllocated: 1,
	};
}

function labelMap(slices: SlicedVolumes, options: ContentOptions): WrittenContent {
	if (slices.volumes.length > 1) {
		throw new DicomError(
			`a LABELMAP holds one label a voxel, and there are ${slices.volumes.length} maps of labels; write them as BINARY, or each into a file of its own`,
		);
	}
	const presence = labelsBySlice(slices);
	const segments = completeSegments(chooseSegments(options.segments, presence), options);
	const bitsAllocated = segments.at(-1)!.value <= 0xff ? 8 : 16;
	return {
		segments: [BACKGROUND, ...segments].map((segment) => ({ number: segment.value, segment })),
		frames: labelMapFrames(slices, presence, bitsAllocated, options.emptyFrames ?? 'omit'),
		bitsAllocated,
	};
}

function fractions(slices: SlicedVolumes, options: ContentOptions): WrittenContent {
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
	const segments = completeSegments(inputs, options);
	return {
		segments: segments.map((segment, n) => ({ number: n + 1, segment })),
		frames: fractionFrames(slices, options.emptyFrames ?? 'omit'),
		bitsAllocated: 8,
	};
}

function completeSegments(inputs: readonly SegmentInput[], { algorithmName }: ContentOptions): Segment[] {
	return inputs.map((input) => completeSegment(input, algorithmName ?? 'unetr'));
}
