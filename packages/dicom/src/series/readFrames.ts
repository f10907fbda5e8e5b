import { DicomError } from '../dicomError.ts';
import type { DicomDataset } from '../parse/dicomDataset.ts';
import { type DicomKeyword, TAGS, tagText } from '../parse/tags.ts';
import { frameKeys } from './frameKeys.ts';
import type { FramePlace, StoredFrame, StoredImage, Vector3 } from './storedImage.ts';

/** How far a direction may be from length 1, and two of them from a right angle: what rounding leaves. */
const DIRECTION_TOLERANCE = 1e-3;

/** Finds elements of one frame: in its functional groups, in the shared ones, or, in a classic image, at the top. */
export type FrameGroup = (sequence: DicomKeyword) => DicomDataset | undefined;

/**
 * Place, rescale and keys of every frame; of an enhanced image from its functional groups (PS3.3 C.7.6.16).
 * @throws DicomError where a frame does not say where it lies
 */
export function readFrames(image: StoredImage, dataset: DicomDataset, frameCount: number): StoredFrame[] {
	refuseSpecials(dataset, image.name);
	const perFrame = dataset.items('PerFrameFunctionalGroupsSequence');
	if (perFrame.length === 0 && !isEnhanced(dataset)) {
		if (frameCount === 1) return [readFrame(image, 0, dataset, () => dataset)];
		throw new DicomError(
			`${image.name}: ${frameCount} frames without functional groups say not where each of them lies; such multi-frame images are not read`,
		);
	}
	if (perFrame.length !== frameCount) {
		throw new DicomError(
			`${image.name}: NumberOfFrames is ${frameCount}, but functional groups are there for ${perFrame.length} frames`,
		);
	}
	const shared = dataset.items('SharedFunctionalGroupsSequence')[0];
	return perFrame.map((own, index) =>
		readFrame(image, index, dataset, (sequence) => own.items(sequence)[0] ?? shared?.items(sequence)[0]),
	);
}

function isEnhanced(dataset: DicomDataset): boolean {
	return dataset.element('SharedFunctionalGroupsSequence') !== undefined;
}

function refuseSpecials(dataset: DicomDataset, name: string): void {
	if (dataset.texts('ImageType').includes('MOSAIC')) {
		throw new DicomError(
			`${name}: it is a Siemens mosaic, many slices tiled in one image, which is not read; convert it with dcm2niix`,
		);
	}
	if (dataset.items('ModalityLUTSequence').length > 0) {
		throw new DicomError(`${name}: its values go through a modality lookup table, which is not read`);
	}
}

function readFrame(image: StoredImage, index: number, dataset: DicomDataset, group: FrameGroup): StoredFrame {
	const at = image.layout!.frames === 1 ? image.name : `${image.name}, frame ${index + 1}`;
	const transformation = group('PixelValueTransformationSequence') ?? dataset;
	const slope = transformation.number('RescaleSlope') ?? 1;
	const intercept = transformation.number('RescaleIntercept') ?? 0;
	if (slope === 0 || !Number.isFinite(slope) || !Number.isFinite(intercept)) {
		throw new DicomError(`${at}: RescaleSlope ${slope} and RescaleIntercept ${intercept} leave no values`);
	}
	return { image, index, place: readPlace(group, at), slope, intercept, keys: frameKeys(dataset, group) };
}

/**
 * Where a frame lies, from its functional groups.
 * @param at how messages name the frame
 * @throws DicomError where it does not say
 */
export function readPlace(group: FrameGroup, at: string): FramePlace {
	const measures = group('PixelMeasuresSequence');
	const positionMm = vector(group('PlanePositionSequence'), 'ImagePositionPatient', 3, at);
	const cosines = vector(group('PlaneOrientationSequence'), 'ImageOrientationPatient', 6, at);
	const spacing = vector(measures, 'PixelSpacing', 2, at);
	if (!spacing.every((mm) => mm > 0)) throw new DicomError(`${at}: PixelSpacing is ${spacing.join('\\')} mm`);
	const rowDirection: Vector3 = [cosines[0]!, cosines[1]!, cosines[2]!];
	const columnDirection: Vector3 = [cosines[3]!, cosines[4]!, cosines[5]!];
	checkDirections(rowDirection, columnDirection, at);
	const thickness = measures?.number('SliceThickness');
	return {
		positionMm: [positionMm[0]!, positionMm[1]!, positionMm[2]!],
		rowDirection,
		columnDirection,
		pixelSpacingMm: [spacing[0]!, spacing[1]!],
		sliceThicknessMm: thickness !== undefined && thickness > 0 ? thickness : undefined,
	};
}

function vector(from: DicomDataset | undefined, key: DicomKeyword, length: number, at: string): number[] {
	const values = from?.numbers(key) ?? [];
	if (values.length === length && values.every(Number.isFinite)) return values;
	throw new DicomError(
		`${at}: ${key} ${tagText(TAGS[key][0])} ${values.length === 0 ? 'is missing' : `holds ${values.join('\\')}, not ${length} numbers`}, so the image has no ${REASONS[key] ?? 'place'} in the patient`,
	);
}

const REASONS: Partial<Record<DicomKeyword, string>> = {
	PixelSpacing: 'pixel spacing, and no size',
	ImageOrientationPatient: 'orientation',
	ImagePositionPatient: 'position',
};

function checkDirections(row: Vector3, column: Vector3, at: string): void {
	const faults = [Math.hypot(...row) - 1, Math.hypot(...column) - 1, dot(row, column)];
	if (faults.every((fault) => Math.abs(fault) <= DIRECTION_TOLERANCE)) return;
	throw new DicomError(
		`${at}: ImageOrientationPatient ${[...row, ...column].join('\\')} is not two unit vectors at a right angle`,
	);
}

/** Scalar product. */
export function dot(a: Vector3, b: Vector3): number {
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
