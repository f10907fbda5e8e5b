import type { Volume, VoxelGrid } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { DicomFile } from '../parse/parseDicom.ts';
import { quote } from '../quote.ts';
import type { DicomSource } from '../source/openSource.ts';
import { drawLabels, drawMasks } from './drawSegments.ts';
import { frameGrid } from './frameGrid.ts';
import { type FrameVoxels, framePlacer } from './framePlane.ts';
import { openSegmentation } from './openSegmentation.ts';
import { readSegment, type Segment } from './segment.ts';
import type { Segmentation, SegmentationType } from './segmentation.ts';
import { type SegmentFrame, segmentFrames } from './segmentFrames.ts';
import { segmentPixels } from './segmentPixels.ts';

/** How a segmentation is read. */
export interface ReadSegmentationOptions {
	/**
	 * The volume that was segmented: the maps are made on its grid, in whatever order its axes are. Without it they lie
	 * on the even grid of the frames.
	 */
	readonly reference?: Volume | VoxelGrid | undefined;
	/** Stops reading with the signal's own reason. */
	readonly signal?: AbortSignal | undefined;
	/** How messages name bytes that have no name of their own. */
	readonly name?: string | undefined;
}

/**
 * Reads a DICOM segmentation (BINARY, FRACTIONAL or LABELMAP) as maps of labels; frames that are left out are background.
 * @param source file, folder, zip or bytes with one segmentation in it
 * @throws DicomError where there is none or several, or it is damaged or does not lie on the reference's voxels
 */
export async function readSegmentation(
	source: DicomSource,
	{ reference, signal, name }: ReadSegmentationOptions = {},
): Promise<Segmentation> {
	const file = await openSegmentation(source, signal, name);
	const { dataset } = file;
	const type = segmentationType(file);
	checkFrameOfReference(file, reference);
	const frames = segmentFrames(file);
	const segments = readSegments(file, type, frames);
	const pixels = await segmentPixels(file, type, frames.length);
	signal?.throwIfAborted();
	const grid = reference ?? frameGrid(file.name, frames);
	const place = framePlacer(grid, reference === undefined ? "the frames' own grid" : 'the reference');
	const placed = frames.map((frame) => place(frame.plane, frame.name));
	refuseTwice(frames, placed);
	const description = dataset.text('SeriesDescription') ?? dataset.text('ContentDescription') ?? '';
	const contents = { file, type, frames, placed, pixels, grid, segments, description };
	const series = dataset.items('ReferencedSeriesSequence').map((item) => item.text('SeriesInstanceUID'));
	return {
		...(type === 'LABELMAP' ? drawLabels(contents) : drawMasks(contents)),
		type,
		frameOfReferenceUid: dataset.text('FrameOfReferenceUID') ?? '',
		referencedSeriesUids: series.filter((uid) => uid !== undefined),
		description,
	};
}

function segmentationType({ name, dataset }: DicomFile): SegmentationType {
	const type = dataset.text('SegmentationType') ?? '';
	if (type === 'BINARY' || type === 'FRACTIONAL' || type === 'LABELMAP') return type;
	throw new DicomError(
		`${name}: SegmentationType is ${quote(type)}; BINARY, FRACTIONAL and LABELMAP are read`,
	);
}

function checkFrameOfReference(
	{ name, dataset }: DicomFile,
	reference: Volume | VoxelGrid | undefined,
): void {
	const wanted = reference && 'header' in reference ? reference.header.dicom?.frameOfReferenceUid : undefined;
	const own = dataset.text('FrameOfReferenceUID');
	if (!wanted || !own || wanted === own) return;
	throw new DicomError(
		`${name}: it lies in the frame of reference ${quote(own)} and the reference in ${quote(wanted)}, so their positions mean different places; give the series that was segmented`,
	);
}

/** The table of segments, in order of their numbers; what stands for background is none. */
function readSegments(
	{ name, dataset }: DicomFile,
	type: SegmentationType,
	frames: readonly SegmentFrame[],
): Segment[] {
	const segments = dataset.items('SegmentSequence').map(readSegment);
	const numbers = new Set(segments.map(({ value }) => value));
	const lowest = type === 'LABELMAP' ? 0 : 1;
	const wrong = segments.find(({ value }) => !Number.isInteger(value) || value < lowest || value > 0xffff);
	if (segments.length === 0 || wrong !== undefined || numbers.size < segments.length) {
		const listed = segments.map(({ value }) => (Number.isNaN(value) ? 'none' : value)).join(', ');
		throw new DicomError(
			`${name}: SegmentSequence numbers its segments ${listed.slice(0, 80) || 'not at all'}; whole numbers from ${lowest} on, none twice, are needed`,
		);
	}
	for (const { name: frame, segment } of frames) {
		if (type === 'LABELMAP' || numbers.has(segment ?? Number.NaN)) continue;
		throw new DicomError(
			`${frame} belongs to segment ${segment ?? 'unknown'}, which SegmentSequence does not list`,
		);
	}
	const background = type === 'LABELMAP' ? dataset.number('PixelPaddingValue') : undefined;
	return segments.filter(({ value }) => value !== background).sort((a, b) => a.value - b.value);
}

/** Two frames of one segment in one place: nothing says which of them counts. */
function refuseTwice(frames: readonly SegmentFrame[], placed: readonly FrameVoxels[]): void {
	const seen = new Map<string, string>();
	for (const [n, { name, segment }] of frames.entries()) {
		const key = `${segment} at ${placed[n]!.offset}`;
		const other = seen.get(key);
		if (other !== undefined)
			throw new DicomError(`${name} lies in the place of ${other}, of the same segment`);
		seen.set(key, name);
	}
}
