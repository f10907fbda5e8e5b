import type { Point3 } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import type { DicomFile } from '../parse/parseDicom.ts';
import { type FrameGroup, readPlace } from '../series/readFrames.ts';
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
	if (![columns, rows].every((size) => Number.isInteger(size) && size >= 1))
		throw new DicomError(`${name}: Rows ${rows} and Columns ${columns} give no image`);
	const [shared] = dataset.items('SharedFunctionalGroupsSequence');
	return perFrame.map((own, n) => {
		const group: FrameGroup = (key) => own.items(key)[0] ?? shared?.items(key)[0];
		return readFrame(`${name}: frame ${n + 1}`, group, columns, rows);
	});
}

function readFrame(name: string, group: FrameGroup, columns: number, rows: number): SegmentFrame {
	const { positionMm, rowDirection, columnDirection, pixelSpacingMm, sliceThicknessMm } = readPlace(
		group,
		name,
	);
	const [betweenRows, betweenColumns] = pixelSpacingMm;
	return {
		name,
		segment: group('SegmentIdentificationSequence')?.number('ReferencedSegmentNumber'),
		plane: {
			originMm: toRas(positionMm, 1),
			columnStepMm: toRas(rowDirection, betweenColumns),
			rowStepMm: toRas(columnDirection, betweenRows),
			columns,
			rows,
		},
		spacingBetweenMm: group('PixelMeasuresSequence')?.number('SpacingBetweenSlices'),
		thicknessMm: sliceThicknessMm,
	};
}

/** LPS to RAS, without negative zeros. */
function toRas([x, y, z]: Point3, scale: number): Point3 {
	return [0 - x * scale, 0 - y * scale, z * scale];
}
