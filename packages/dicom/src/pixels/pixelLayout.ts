import { DicomError } from '../dicomError.ts';
import type { DicomDataset } from '../parse/dicomDataset.ts';
import type { TransferSyntax } from '../parse/transferSyntax.ts';
import { quote } from '../quote.ts';

/** Voxel types that pixels are stored as. */
export type StoredType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';

/** How the pixels of an image are stored. */
export interface PixelLayout {
	readonly rows: number;
	readonly columns: number;
	readonly frames: number;
	readonly type: StoredType;
	readonly bitsAllocated: number;
	readonly bitsStored: number;
	readonly highBit: number;
	readonly photometricInterpretation: string;
	/** The element that holds them. */
	readonly element: 'PixelData' | 'FloatPixelData' | 'DoubleFloatPixelData';
	readonly transferSyntax: TransferSyntax;
}

/**
 * Reads how the pixels of an image are stored, and refuses what has no single grey value a pixel.
 * @param name how messages name the file
 * @throws DicomError for colour, bits that do not fit each other, and transfer syntaxes that are not read
 */
export function pixelLayout(dataset: DicomDataset, syntax: TransferSyntax, name: string): PixelLayout {
	const photometricInterpretation = greyInterpretation(dataset, name);
	const frames = dataset.number('NumberOfFrames') ?? 1;
	const rows = requireCount(dataset, 'Rows', name);
	const columns = requireCount(dataset, 'Columns', name);
	if (!Number.isSafeInteger(frames) || frames < 1)
		throw new DicomError(`${name}: NumberOfFrames is ${frames}`);
	const element = pixelElement(dataset, name);
	if (syntax.pixels === undefined || (syntax.pixels !== 'native' && element !== 'PixelData')) {
		throw new DicomError(
			`${name}: pixels in the transfer syntax ${quote(syntax.uid)} are not read; convert the file to an uncompressed one, such as with gdcmconv --raw`,
		);
	}
	const shape = {
		rows,
		columns,
		frames,
		element,
		photometricInterpretation,
		transferSyntax: syntax,
	} as const;
	if (element !== 'PixelData') {
		const bits = element === 'FloatPixelData' ? 32 : 64;
		return { ...shape, type: `float${bits}`, bitsAllocated: bits, bitsStored: bits, highBit: bits - 1 };
	}
	return { ...shape, ...integerBits(dataset, name) };
}

function greyInterpretation(dataset: DicomDataset, name: string): string {
	const photometric = dataset.text('PhotometricInterpretation') ?? '';
	const samples = dataset.number('SamplesPerPixel') ?? 1;
	if (photometric !== 'MONOCHROME1' && photometric !== 'MONOCHROME2') {
		throw new DicomError(
			`${name}: the photometric interpretation is ${quote(photometric)} with ${samples} samples per pixel; colour images are not read, a volume has one grey value a voxel`,
		);
	}
	if (samples !== 1) {
		throw new DicomError(
			`${name}: a ${photometric} image cannot have ${samples} samples per pixel; the file is damaged`,
		);
	}
	return photometric;
}

function requireCount(dataset: DicomDataset, key: 'Rows' | 'Columns', name: string): number {
	const count = dataset.number(key);
	if (count !== undefined && Number.isSafeInteger(count) && count >= 1 && count <= 65535) return count;
	throw new DicomError(`${name}: ${key} is ${count ?? 'missing'}, so the image has no size`);
}

function pixelElement(dataset: DicomDataset, name: string): PixelLayout['element'] {
	for (const key of ['PixelData', 'FloatPixelData', 'DoubleFloatPixelData'] as const) {
		if (dataset.element(key) !== undefined) return key;
	}
	throw new DicomError(`${name}: the image has no pixel data; the file is truncated or was stripped`);
}

type IntegerBits = Pick<PixelLayout, 'type' | 'bitsAllocated' | 'bitsStored' | 'highBit'>;

function integerBits(dataset: DicomDataset, name: string): IntegerBits {
	const bitsAllocated = dataset.number('BitsAllocated');
	if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32) {
		throw new DicomError(`${name}: BitsAllocated is ${bitsAllocated ?? 'missing'}; 8, 16 and 32 are read`);
	}
	const bitsStored = dataset.number('BitsStored') ?? bitsAllocated;
	const highBit = dataset.number('HighBit') ?? bitsStored - 1;
	const signed = dataset.number('PixelRepresentation') ?? 0;
	if (
		!(
			bitsStored >= 1 &&
			highBit < bitsAllocated &&
			highBit + 1 >= bitsStored &&
			(signed === 0 || signed === 1)
		)
	) {
		throw new DicomError(
			`${name}: BitsAllocated ${bitsAllocated}, BitsStored ${bitsStored}, HighBit ${highBit} and PixelRepresentation ${signed} do not fit each other; the header is damaged`,
		);
	}
	return { type: `${signed ? 'int' : 'uint'}${bitsAllocated}`, bitsAllocated, bitsStored, highBit };
}
