import { affineSpacing, type DicomIdentity, type Point3, type VoxelGrid } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { DatasetContent } from '../encode/encodeDataset.ts';
import { imageReference, imageReferences } from '../encode/referencedImages.ts';
import { TAGS } from '../parse/tags.ts';
import { termItem } from './codedTerm.ts';
import { slicePlane } from './framePlane.ts';
import type { SegmentationType } from './segmentation.ts';
import type { WrittenFrame } from './writtenFrames.ts';

const DERIVED = termItem({ value: '113076', scheme: 'DCM', meaning: 'Segmentation' });
const SOURCE = termItem({
	value: '121322',
	scheme: 'DCM',
	meaning: 'Source image for image processing operation',
});

/** Directions that are further from a right angle than this are no plane of pixels. */
const RIGHT_ANGLE = 1e-3;

/** The frames' dimensions: their segment, which those of a LABELMAP do not have, then their position. */
export function dimensions(organizationUid: string, type: SegmentationType): DatasetContent {
	const DimensionOrganizationUID = organizationUid;
	const bySegment = {
		DimensionOrganizationUID,
		DimensionIndexPointer: TAGS.ReferencedSegmentNumber[0],
		FunctionalGroupPointer: TAGS.SegmentIdentificationSequence[0],
		DimensionDescriptionLabel: 'ReferencedSegmentNumber',
	};
	return {
		DimensionOrganizationSequence: [{ DimensionOrganizationUID }],
		DimensionIndexSequence: [
			...(type === 'LABELMAP' ? [] : [bySegment]),
			{
				DimensionOrganizationUID,
				DimensionIndexPointer: TAGS.ImagePositionPatient[0],
				FunctionalGroupPointer: TAGS.PlanePositionSequence[0],
				DimensionDescriptionLabel: 'ImagePositionPatient',
			},
		],
	};
}

/**
 * What all frames share: pixel size and orientation.
 * @throws DicomError where rows and columns are not at a right angle
 */
export function sharedGroups(grid: VoxelGrid): DatasetContent {
	const { columnStepMm: u, rowStepMm: v } = slicePlane(grid, 0);
	const [column, row, step] = affineSpacing(grid.affine);
	const [right, down] = [unit(u), unit(v)];
	if (Math.abs(right[0] * down[0] + right[1] * down[1] + right[2] * down[2]) > RIGHT_ANGLE) {
		throw new DicomError(
			'the axes i and j of the grid are not at a right angle, so its slices are no DICOM frames',
		);
	}
	const normal = [0, 1, 2].map(
		(n) => right[(n + 1) % 3]! * down[(n + 2) % 3]! - right[(n + 2) % 3]! * down[(n + 1) % 3]!,
	);
	const distance = Math.abs(normal.reduce((sum, value, n) => sum + value * grid.affine[n]![2]!, 0));
	// The positions count; this is for people, who should not read 0.99999999999999.
	const depth = Number(distance.toPrecision(10));
	return {
		PixelMeasuresSequence: [
			{
				SliceThickness: depth,
				SpacingBetweenSlices: grid.shape[2] > 1 ? depth : step,
				PixelSpacing: [row, column],
			},
		],
		PlaneOrientationSequence: [{ ImageOrientationPatient: [...toLps(right), ...toLps(down)] }],
	};
}

/** What each frame has of its own: segment, position, place in the dimensions and source image. */
export function frameGroups(
	frames: readonly WrittenFrame[],
	grid: VoxelGrid,
	series: DicomIdentity | undefined,
): DatasetContent[] {
	const slices = [...new Set(frames.map(({ k }) => k))].sort((a, b) => a - b);
	const rank = new Map(slices.map((k, n) => [k, n + 1]));
	return frames.map(({ segment, k }) => ({
		FrameContentSequence: [
			{ DimensionIndexValues: [...(segment === undefined ? [] : [segment + 1]), rank.get(k)!] },
		],
		PlanePositionSequence: [{ ImagePositionPatient: toLps(slicePlane(grid, k).originMm) }],
		SegmentIdentificationSequence:
			segment === undefined ? undefined : [{ ReferencedSegmentNumber: segment + 1 }],
		DerivationImageSequence: series && [derivation(series, k)],
	}));
}

function derivation(series: DicomIdentity, k: number): DatasetContent {
	const image = imageReference(series, series.slices[k]!);
	return {
		DerivationCodeSequence: [DERIVED],
		SourceImageSequence: [
			{ ...image, SpatialLocationsPreserved: 'YES', PurposeOfReferenceCodeSequence: [SOURCE] },
		],
	};
}

/** The series that was segmented, with every image of it. */
export function referencedSeries(series: DicomIdentity | undefined): DatasetContent {
	if (series === undefined) return {};
	return {
		ReferencedSeriesSequence: [
			{ SeriesInstanceUID: series.seriesInstanceUid, ReferencedInstanceSequence: imageReferences(series) },
		],
	};
}

/** RAS to LPS, and back. */
function toLps([x, y, z]: Point3): [number, number, number] {
	return [0 - x, 0 - y, z];
}

function unit(v: Point3): Point3 {
	const length = Math.hypot(...v);
	return [v[0] / length, v[1] / length, v[2] / length];
}
