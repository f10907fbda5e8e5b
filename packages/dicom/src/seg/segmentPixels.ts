import { DicomError } from '../dicomError.ts';
import type { DicomFile } from '../parse/parseDicom.ts';
import { openFrames } from '../pixels/decodeFrames.ts';
import type { PixelLayout } from '../pixels/pixelLayout.ts';
import { quote } from '../quote.ts';
import { unpackBits } from './packBits.ts';
import type { SegmentationType } from './segmentation.ts';

/** Values of a frame, row after row. */
export type FramePixels = (frame: number) => Uint8Array | Uint16Array;

/** Bits that a pixel of each type may have. */
const BITS: Readonly<Record<SegmentationType, readonly number[]>> = {
	BINARY: [1],
	FRACTIONAL: [8],
	LABELMAP: [8, 16],
};

/**
 * Opens the pixels of a segmentation: bits without padding between frames, or bytes or words, compressed or not.
 * @throws DicomError where they are cut off, damaged or coded in a way that is not read
 */
export async function segmentPixels(
	file: DicomFile,
	type: SegmentationType,
	frames: number,
): Promise<FramePixels> {
	const { name, dataset, transferSyntax } = file;
	const [rows, columns] = [dataset.number('Rows') ?? 0, dataset.number('Columns') ?? 0];
	const bits = dataset.number('BitsAllocated') ?? 0;
	const samples = dataset.number('SamplesPerPixel') ?? 1;
	if (!BITS[type].includes(bits) || samples !== 1) {
		throw new DicomError(
			`${name}: a ${type} segmentation has one sample of ${BITS[type].join(' or ')} bits a pixel, not ${samples} of ${bits}`,
		);
	}
	const { pixels, encoding } = transferSyntax;
	if (pixels === undefined || (bits === 1 && (pixels !== 'native' || !encoding.littleEndian))) {
		throw new DicomError(
			`${name}: a ${type} segmentation in the transfer syntax ${quote(transferSyntax.uid)} is not read; store it uncompressed, such as with gdcmconv --raw`,
		);
	}
	if (bits === 1) return binaryPixels(file, rows * columns, frames);
	// The palette of a LABELMAP colours its numbers; they stay what they are.
	const layout: PixelLayout = {
		rows,
		columns,
		frames,
		type: bits === 8 ? 'uint8' : 'uint16',
		bitsAllocated: bits,
		bitsStored: bits,
		highBit: bits - 1,
		photometricInterpretation: 'MONOCHROME2',
		element: 'PixelData',
		transferSyntax,
	};
	const { frame, littleEndian } = await openFrames(dataset, layout, name);
	if (bits === 8) return frame;
	return (n) => {
		const bytes = frame(n);
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		return new Uint16Array(rows * columns).map((_, pixel) => view.getUint16(2 * pixel, littleEndian));
	};
}

function binaryPixels({ name, dataset }: DicomFile, size: number, frames: number): FramePixels {
	const needed = Math.ceil((size * frames) / 8);
	const bytes = dataset.bytes('PixelData') ?? new Uint8Array();
	const isWhole = dataset.element('PixelData')?.hasUndefinedLength === false && bytes.length >= needed;
	// More than the byte that makes the length even: frames were padded one by one, and all but the first are shifted.
	if (isWhole && bytes.length <= needed + 1) return (frame) => unpackBits(bytes, frame, size);
	throw new DicomError(
		`${name}: PixelData is ${isWhole ? 'padded between frames' : 'truncated'} or damaged: ${frames} frames of ${size} pixels make ${needed} bytes, but ${bytes.length} are there`,
	);
}
