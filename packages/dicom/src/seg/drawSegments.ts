import { createVolume, type Volume, type VoxelArray, type VoxelGrid } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { DicomFile } from '../parse/parseDicom.ts';
import type { FrameVoxels } from './framePlane.ts';
import { groupSegments, type LabelArray, type PlacedMask } from './groupSegments.ts';
import type { Segment } from './segment.ts';
import type { Segmentation, SegmentationType } from './segmentation.ts';
import type { SegmentFrame } from './segmentFrames.ts';
import type { FramePixels } from './segmentPixels.ts';

/** A segmentation's frames with their places in a grid. */
export interface SegmentationContents {
	readonly file: DicomFile;
	readonly type: SegmentationType;
	readonly frames: readonly SegmentFrame[];
	readonly placed: readonly FrameVoxels[];
	readonly pixels: FramePixels;
	readonly grid: VoxelGrid | Volume;
	readonly segments: readonly Segment[];
	readonly description: string;
}

type Drawn = Pick<Segmentation, 'maps' | 'segments' | 'background' | 'fractions' | 'fractionalType'>;

/** Fractions take four bytes a voxel and segment. */
const MAX_FRACTIONS = 2 ** 29;

/**
 * Maps of a LABELMAP: the pixels are the labels, described or not.
 * @throws DicomError where its background is no value that a pixel could have
 */
export function drawLabels(contents: SegmentationContents): Drawn {
	const { file, segments, frames } = contents;
	const largest = file.dataset.number('BitsAllocated') === 8 ? 0xff : 0xffff;
	const background = file.dataset.number('PixelPaddingValue') ?? 0;
	if (!(background >= 0 && background <= largest)) {
		throw new DicomError(
			`${file.name}: PixelPaddingValue is ${background}, but pixels are whole numbers from 0 to ${largest}`,
		);
	}
	const labels = emptyMap(contents, largest).fill(background);
	for (const n of frames.keys()) {
		forEachPixel(contents, n, (voxel, value) => {
			labels[voxel] = value;
		});
	}
	return {
		maps: [labelVolume(contents, labels)],
		segments: segments.map((segment) => ({ ...segment, map: 0 })),
		background,
	};
}

/** Maps of a BINARY segmentation, and maps and fractions of a FRACTIONAL one. */
export function drawMasks(contents: SegmentationContents): Drawn {
	const { file, type, frames, segments } = contents;
	const framesOf = segments.map(({ value }) =>
		frames.flatMap(({ segment }, n) => (segment === value ? n : [])),
	);
	const one = type === 'BINARY' ? 1 : (file.dataset.number('MaximumFractionalValue') ?? 255);
	const masks = segments.map(({ value }, s) => ({
		value,
		frames: framesOf[s]!.map((n) => placedMask(contents, n, one / 2)),
	}));
	const { maps, mapOf } = groupSegments(masks, () => emptyMap(contents, segments.at(-1)!.value));
	const drawn: Drawn = {
		maps: maps.map((labels) => labelVolume(contents, labels)),
		segments: segments.map((segment, s) => ({ ...segment, map: mapOf[s]! })),
		background: 0,
	};
	if (type === 'BINARY') return drawn;
	const meaning = file.dataset.text('SegmentationFractionalType');
	return {
		...drawn,
		fractions: drawFractions(contents, framesOf, one),
		fractionalType: meaning === 'OCCUPANCY' ? meaning : 'PROBABILITY',
	};
}

function drawFractions(contents: SegmentationContents, framesOf: readonly number[][], one: number): Volume {
	const count = voxelCount(contents);
	if (!(one >= 1) || count * framesOf.length > MAX_FRACTIONS) {
		throw new DicomError(
			`${contents.file.name}: ${framesOf.length} segments of ${count} voxels with MaximumFractionalValue ${one} cannot be held as fractions`,
		);
	}
	const fractions = new Float32Array(count * framesOf.length);
	for (const [s, numbers] of framesOf.entries()) {
		for (const n of numbers) {
			forEachPixel(contents, n, (voxel, value) => {
				if (value > one) {
					throw new DicomError(
						`${contents.frames[n]!.name} holds ${value}, more than its MaximumFractionalValue of ${one}`,
					);
				}
				fractions[voxel + s * count] = value / one;
			});
		}
	}
	return labelVolume(contents, fractions, framesOf.length);
}

/** A frame whose values from `least` on are inside. */
function placedMask({ placed, frames, pixels }: SegmentationContents, n: number, least: number): PlacedMask {
	const isInside = (value: number): number => (value >= least ? 1 : 0);
	const mask = (): ArrayLike<number> => (least <= 1 ? pixels(n) : pixels(n).map(isInside));
	return { ...placed[n]!, columns: frames[n]!.plane.columns, mask };
}

function forEachPixel(
	{ placed, frames, pixels }: SegmentationContents,
	n: number,
	visit: (voxel: number, value: number) => void,
): void {
	const { offset, columnStride, rowStride } = placed[n]!;
	const { columns } = frames[n]!.plane;
	for (const [pixel, value] of pixels(n).entries()) {
		const column = pixel % columns;
		visit(offset + column * columnStride + ((pixel - column) / columns) * rowStride, value);
	}
}

function voxelCount({ grid: { shape } }: SegmentationContents): number {
	return shape[0] * shape[1] * shape[2];
}

function emptyMap(contents: SegmentationContents, largest: number): LabelArray {
	return largest <= 0xff ? new Uint8Array(voxelCount(contents)) : new Uint16Array(voxelCount(contents));
}

function labelVolume({ grid, description }: SegmentationContents, voxels: VoxelArray, channels = 1): Volume {
	const { affine, shape } = grid;
	const dicom = 'header' in grid ? grid.header.dicom : undefined;
	const format = 'dicom';
	const header = { format, description, affineSource: format, spaceCode: 1, dicom } as const;
	return createVolume({ voxels, shape: [shape[0], shape[1], shape[2]], channels, affine, header });
}
