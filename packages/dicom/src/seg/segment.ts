import type { DatasetContent } from '../encode/encodeDataset.ts';
import type { DicomDataset } from '../parse/dicomDataset.ts';
import { anatomyTerms, type SegmentTerms } from './anatomyTerms.ts';
import { hexToLab, labToHex } from './cieLab.ts';
import { readTerm, termItem } from './codedTerm.ts';

/** How the voxels of a segment were found. */
export type SegmentAlgorithm = 'AUTOMATIC' | 'SEMIAUTOMATIC' | 'MANUAL';

/** One segment of a segmentation: a label, what it shows and how it was made. */
export interface Segment extends SegmentTerms {
	/** Its value in the map of labels: the segment's number. */
	readonly value: number;
	readonly name: string;
	readonly description: string;
	readonly algorithmType: SegmentAlgorithm;
	/** Empty where a segment was drawn by hand. */
	readonly algorithmName: string;
	/** Recommended colour as #rrggbb (sRGB). */
	readonly color?: string | undefined;
	/** What the same lesion or organ is called in other studies, and its UID. */
	readonly tracking?: { readonly id: string; readonly uid: string } | undefined;
}

/** A segment to be written: the label's value and name, and what else is known; terms follow from the name. */
export type SegmentInput = Pick<Segment, 'value' | 'name'> & Partial<Segment>;

const UNKNOWN = { value: '', scheme: '', meaning: '' } as const;

/** The segment of an item of SegmentSequence. */
export function readSegment(item: DicomDataset): Segment {
	const terms = (key: 'SegmentedPropertyTypeCodeSequence' | 'SegmentedPropertyCategoryCodeSequence') =>
		readTerm(item.items(key)[0]) ?? UNKNOWN;
	const [type] = item.items('SegmentedPropertyTypeCodeSequence');
	const [region] = item.items('AnatomicRegionSequence');
	const modifiers = type?.items('SegmentedPropertyTypeModifierCodeSequence') ?? [];
	const lab = item.numbers('RecommendedDisplayCIELabValue');
	const [id, uid] = [item.text('TrackingID'), item.text('TrackingUID')];
	return {
		value: item.number('SegmentNumber') ?? Number.NaN,
		name: item.text('SegmentLabel') ?? '',
		description: item.text('SegmentDescription') ?? '',
		category: terms('SegmentedPropertyCategoryCodeSequence'),
		type: terms('SegmentedPropertyTypeCodeSequence'),
		modifiers: modifiers.flatMap((modifier) => readTerm(modifier) ?? []),
		region: readTerm(region),
		algorithmType: (item.text('SegmentAlgorithmType') ?? 'MANUAL') as SegmentAlgorithm,
		algorithmName: item.text('SegmentAlgorithmName') ?? '',
		color: lab.length === 3 ? labToHex(lab as [number, number, number]) : undefined,
		tracking: id === undefined || uid === undefined ? undefined : { id, uid },
	};
}

/**
 * A whole segment of what is known of it.
 * @param algorithmName of a segment that names none
 */
export function completeSegment(input: SegmentInput, algorithmName: string): Segment {
	const algorithmType = input.algorithmType ?? 'AUTOMATIC';
	const isManual = algorithmType === 'MANUAL';
	return {
		...anatomyTerms(input.name),
		description: '',
		algorithmName: isManual ? '' : algorithmName,
		...input,
		algorithmType,
	};
}

/**
 * Item of SegmentSequence.
 * @param number of the segment, from 1
 */
export function segmentItem(segment: Segment, number: number): DatasetContent {
	const { modifiers, region, color, tracking } = segment;
	return {
		SegmentNumber: number,
		SegmentLabel: segment.name,
		SegmentDescription: segment.description || undefined,
		SegmentAlgorithmType: segment.algorithmType,
		SegmentAlgorithmName: segment.algorithmName || undefined,
		SegmentedPropertyCategoryCodeSequence: [termItem(segment.category)],
		SegmentedPropertyTypeCodeSequence: [
			{
				...termItem(segment.type),
				SegmentedPropertyTypeModifierCodeSequence: modifiers.length > 0 ? modifiers.map(termItem) : undefined,
			},
		],
		AnatomicRegionSequence: region && [termItem(region)],
		RecommendedDisplayCIELabValue: color === undefined ? undefined : hexToLab(color),
		TrackingID: tracking?.id,
		TrackingUID: tracking?.uid,
	};
}
