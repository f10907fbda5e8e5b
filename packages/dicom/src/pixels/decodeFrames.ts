import { DicomError } from '../dicomError.ts';
import type { DicomDataset } from '../parse/dicomDataset.ts';
import { checkPixelBytes, frameSize } from './checkPixelBytes.ts';
import { codestreamHeader, hasCodestreamEnd } from './codestreamHeader.ts';
import { decodeRle } from './decodeRle.ts';
import { type FrameDecoder, loadDecoder } from './frameDecoder.ts';
import { pixelFragments } from './pixelFragments.ts';
import type { PixelLayout } from './pixelLayout.ts';
import { pixelBytes } from './storedPixels.ts';

/** The pixels of an image, frame by frame. */
export interface FrameBytes {
	readonly littleEndian: boolean;
	/** Bytes of a frame, from 0; as many as its pixels need, or more. */
	frame(index: number): Uint8Array;
}

/**
 * Opens the pixels of an image, native or compressed; the decoder is loaded only where a file needs it.
 * @param name how messages name the file
 * @throws DicomError where pixels are missing, or the compressed image is damaged or of another size than the header's
 */
export async function openFrames(
	dataset: DicomDataset,
	layout: PixelLayout,
	name: string,
): Promise<FrameBytes> {
	checkPixelBytes(dataset, layout, name);
	const coding = layout.transferSyntax.pixels;
	if (coding === 'native' || coding === undefined) return nativeFrames(dataset, layout);
	const fragments = pixelFragments(dataset, layout, name);
	const at = (index: number): string => (layout.frames === 1 ? name : `${name}, frame ${index + 1}`);
	if (coding === 'rle') {
		return { littleEndian: true, frame: (index) => decodeRle(fragments[index]!, layout, at(index)) };
	}
	const decode = await loadDecoder(coding);
	return {
		littleEndian: true,
		frame: (index) => decodeFrame(fragments[index]!, decode, layout, at(index)),
	};
}

function nativeFrames(dataset: DicomDataset, layout: PixelLayout): FrameBytes {
	const size = frameSize(layout);
	const { littleEndian } = dataset.encoding;
	// In big endian files 8 bit pixels come as words, whose bytes are swapped (PS3.5 section 8.1.2 and annex A.3).
	const isSwapped =
		!littleEndian && layout.bitsAllocated === 8 && dataset.element(layout.element)!.vr === 'OW';
	const stored = dataset.bytes(layout.element)!;
	const bytes = isSwapped ? swapWords(stored) : stored;
	return { littleEndian, frame: (index) => bytes.subarray(index * size, (index + 1) * size) };
}

function swapWords(bytes: Uint8Array): Uint8Array {
	return Uint8Array.from(bytes, (_, n) => bytes[n ^ 1] ?? 0);
}

function decodeFrame(encoded: Uint8Array, decode: FrameDecoder, layout: PixelLayout, at: string): Uint8Array {
	const { rows, columns, bitsAllocated } = layout;
	const header = codestreamHeader(encoded);
	if (header === undefined)
		throw new DicomError(`${at}: the compressed pixel data has no image header; the file is damaged`);
	const fits = header.rows === rows && header.columns === columns && header.components === 1;
	if (!fits || header.bits > bitsAllocated) {
		throw new DicomError(
			`${at}: the compressed image is ${header.columns} x ${header.rows} with ${header.components} samples of ${header.bits} bits, the header says ${columns} x ${rows} with 1 of at most ${bitsAllocated}; the file is damaged`,
		);
	}
	if (!hasCodestreamEnd(encoded)) {
		throw new DicomError(`${at}: the compressed image has no end marker; it is truncated`);
	}
	const samples = decodeSafely(encoded, decode, at);
	const count = rows * columns;
	if (samples.length === count * pixelBytes(layout)) return samples;
	if (samples.length === count && bitsAllocated === 16)
		return Uint8Array.from({ length: 2 * count }, (_, n) => (n & 1 ? 0 : samples[n >> 1]!));
	throw new DicomError(
		`${at}: the compressed image decodes to ${samples.length} bytes instead of ${count * pixelBytes(layout)}; the file is damaged`,
	);
}

function decodeSafely(encoded: Uint8Array, decode: FrameDecoder, at: string): Uint8Array {
	try {
		return decode(encoded);
	} catch {
		// Codecs throw numbers, pointers and engine errors; none says more than this.
		throw new DicomError(`${at}: the compressed image is damaged or truncated; get the file again`);
	}
}
