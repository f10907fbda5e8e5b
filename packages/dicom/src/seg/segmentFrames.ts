import type { Point3 } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { DicomDataset } from '../parse/dicomDataset.ts';
import type { DicomFile } from '../parse/parseDicom.ts';
import type { DicomKeyword } from '../parse/tags.ts';
import type { FramePlane } from './framePlane.ts';

/** One frame of a segmentation, in the order of the file. */
export interface SegmentFrame {
	/** How messages name it. */
	readonly name: string;
	/** Number of its segment; undefined where the pixels hold the segments' numbers themselves. */
	readonly segment: number | undefined;
	readonly plane: FramePlane;
	/** Between slices in mm, where the file states it. */
	readonly spacingBetweenMm: number | undefined;
	readonly thicknessMm: number | undefined;
}

/** Frames of a file never come near this. */
const MAX_FRAMES = 200_000;

/**
 * Place and segment of every frame.
 * @throws DicomError where a frame has no place in the patient, or the file contradicts itself
 */
export function segmentFrames({ name, dataset }: DicomFile): SegmentFrame[] {
	const count = dataset.number('NumberOfFrames') ?? 1;
	const perFrame = dataset.items('PerFrameFunctionalGroupsSequence');
	if (!Number.isInteger(count) || count < 1 || count > MAX_FRAMES || perFrame.length !== count) {
		throw new DicomError(
			`${name}: NumberOfFrames is ${count}, but ${perFrame.length} frames are described; the file is damaged`,
		);
	}
	const [columns, rows] = [dataset.number('Columns') ?? 0, dataset.number('Rows') ?? 0];
	if (columns < 1 || rows < 1)
		throw new DicomError(`${name}: Rows ${rows} and Columns ${columns} give no image`);
	const [shared] = dataset.items('SharedFunctionalGroupsSequence');
	return perFrame.map((own, n) => readFrame(`${name}: frame ${n + 1}`, [own, shared], columns, rows));
}

type Groups = readonly (DicomDataset | undefined)[];

function readFrame(name: string, groups: Groups, columns: number, rows: number): SegmentFrame {
	const measures = group(groups, 'PixelMeasuresSequence');
	const origin = values(name, group(groups, 'PlanePositionSequence'), 'ImagePositionPatient', 3);
	const cosines = values(name, group(groups, 'PlaneOrientationSequence'), 'ImageOrientationPatient', 6);
	const spacing = values(name, measures, 'PixelSpacing', 2);
	const plane: FramePlane = {
		originMm: toRas(origin, 1),
		columnStepMm: toRas(cosines.slice(0, 3), spacing[1]!),
		rowStepMm: toRas(cosines.slice(3), spacing[0]!),
		columns,
		rows,
	};
	if (!isRightAngled(cosines) || !spacing.every((size) => size > 0)) {
		throw new DicomError(
			`${name} has ImageOrientationPatient ${cosines.join(', ')} and PixelSpacing ${spacing.join(', ')}, which are no plane of pixels`,
		);
	}
	return {
		name,
		segment: group(groups, 'SegmentIdentificationSequence')?.number('ReferencedSegmentNumber'),
		plane,
		spacingBetweenMm: measures?.number('SpacingBetweenSlices'),
		thicknessMm: measures?.number('SliceThickness'),
	};
}

/** A functional group: the frame's own before the one that all frames share. */
function group(groups: Groups, key: DicomKeyword): DicomDataset | undefined {
	for (const one of groups) {
		const [item] = one?.items(key) ?? [];
		if (item !== undefined) return item;
	}
	return undefined;
}

function values(name: string, item: DicomDataset | undefined, key: DicomKeyword, count: number): number[] {
	const found = item?.numbers(key) ?? [];
	if (found.length === count && found.every(Number.isFinite)) return found;
	const isSlide = key === 'ImagePositionPatient' && found.length === 0;
	throw new DicomError(
		isSlide
			? `${name} states no ImagePositionPatient, so it has no place in the patient (a projection or a slide); only segmentations of slices are read`
			: `${name} states no ${key} of ${count} numbers`,
	);
}

/** LPS to RAS, without negative zeros. */
function toRas([x, y, z]: readonly number[], scale: number): Point3 {
	return [0 - x! * scale, 0 - y! * scale, z! * scale];
}

function isRightAngled(c: readonly number[]): boolean {
	const dot = (a: number, b: number): number => c[a]! * c[b]! + c[a + 1]! * c[b + 1]! + c[a + 2]! * c[b + 2]!;
	return Math.abs(dot(0, 0) - 1) < 1e-3 && Math.abs(dot(3, 3) - 1) < 1e-3 && Math.abs(dot(0, 3)) < 1e-3;
}
