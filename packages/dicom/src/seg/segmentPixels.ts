import { DicomError } from '../dicomError.ts';
import type { DicomFile } from '../parse/parseDicom.ts';
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
 * Opens the pixels of a segmentation: bits without padding between frames, or bytes or words.
 * @throws DicomError where they are cut off or coded in a way that is not read
 */
export function segmentPixels(file: DicomFile, type: SegmentationType, frameCount: number): FramePixels {
	const { name, dataset, transferSyntax } = file;
	const size = (dataset.number('Rows') ?? 0) * (dataset.number('Columns') ?? 0);
	const bits = dataset.number('BitsAllocated') ?? 0;
	const samples = dataset.number('SamplesPerPixel') ?? 1;
	if (!BITS[type].includes(bits) || samples !== 1) {
		throw new DicomError(
			`${name}: a ${type} segmentation has ${BITS[type].join(' or ')} bits a pixel, not ${samples} × ${bits}`,
		);
	}
	const { littleEndian } = transferSyntax.encoding;
	if (transferSyntax.pixels !== 'native' || (!littleEndian && bits < 16)) {
		throw new DicomError(
			`${name}: segmentations in transfer syntax ${transferSyntax.uid} are not read; store it uncompressed (dcmdjpeg, dcmdrle, gdcmconv --raw)`,
		);
	}
	const bytes = dataset.bytes('PixelData') ?? new Uint8Array();
	const needed = Math.ceil((size * frameCount * bits) / 8);
	if (bytes.length < needed) {
		throw new DicomError(
			`${name}: PixelData is truncated: ${frameCount} frames of ${size} pixels need ${needed} bytes, but ${bytes.length} are there`,
		);
	}
	if (bits === 1) return (frame) => unpackBits(bytes, frame, size);
	if (bits === 8) return (frame) => bytes.subarray(frame * size, (frame + 1) * size);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	return (frame) => new Uint16Array(size).map((_, n) => view.getUint16(2 * (frame * size + n), littleEndian));
}
