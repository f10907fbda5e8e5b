import type { Volume } from '@unetr/volume';
import type { Segment } from './segment.ts';

/** How a segmentation stores its segments: a bit a pixel, a share of 1 a pixel, or the segments' numbers. */
export type SegmentationType = 'BINARY' | 'FRACTIONAL' | 'LABELMAP';

/** A segment, and the map of labels that it is whole in. */
export interface MappedSegment extends Segment {
	/** Index of the map. */
	readonly map: number;
}

/** What a DICOM segmentation holds. */
export interface Segmentation {
	readonly type: SegmentationType;
	/**
	 * Maps of labels on one grid: one, or, where segments overlap, as many as it takes for each segment to be whole in
	 * one of them. A fraction counts as inside from a half on.
	 */
	readonly maps: readonly Volume[];
	/** Of a FRACTIONAL one: 0 … 1 as float32, a channel a segment, in the order of `segments`. */
	readonly fractions?: Volume | undefined;
	/** What fractions mean. */
	readonly fractionalType?: 'PROBABILITY' | 'OCCUPANCY' | undefined;
	/** In order of their values. */
	readonly segments: readonly MappedSegment[];
	/** Value of voxels that no segment covers: 0, but for a LABELMAP that states another. */
	readonly background: number;
	readonly frameOfReferenceUid: string;
	/** Series of the images that were segmented, where it is stated. */
	readonly referencedSeriesUids: readonly string[];
	readonly description: string;
}
