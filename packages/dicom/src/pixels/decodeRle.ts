import { DicomError } from '../dicomError.ts';
import type { PixelLayout } from './pixelLayout.ts';

const HEADER_BYTES = 64;

/**
 * Decodes a frame of the RLE transfer syntax (PS3.5 annex G): one PackBits run for each byte of a pixel, the highest
 * byte first.
 * @param at how messages name the frame
 * @returns pixels in little endian
 * @throws DicomError where a segment is missing, cut off or of another size
 */
export function decodeRle(encoded: Uint8Array, layout: PixelLayout, at: string): Uint8Array {
	const count = layout.rows * layout.columns;
	const segments = layout.bitsAllocated / 8;
	const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length);
	if (encoded.length < HEADER_BYTES || view.getUint32(0, true) !== segments) {
		throw new DicomError(
			`${at}: the RLE header does not tell of ${segments} segments; the pixel data is damaged`,
		);
	}
	const pixels = new Uint8Array(count * segments);
	for (let segment = 0; segment < segments; segment++) {
		const start = view.getUint32(4 + 4 * segment, true);
		const end = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : encoded.length;
		if (start < HEADER_BYTES || end < start || end > encoded.length) {
			throw new DicomError(
				`${at}: an RLE segment lies outside the frame; the pixel data is damaged or truncated`,
			);
		}
		const done = unpack(encoded.subarray(start, end), pixels, segments - 1 - segment, segments, count);
		if (done !== count) {
			throw new DicomError(
				`${at}: an RLE segment holds ${done} of ${count} bytes; the pixel data is damaged or truncated`,
			);
		}
	}
	return pixels;
}

/** Unpacks PackBits into every `step`-th byte; the number of bytes written. */
function unpack(packed: Uint8Array, target: Uint8Array, first: number, step: number, count: number): number {
	let done = 0;
	for (let at = 0; at < packed.length && done < count; ) {
		const code = packed[at++]!;
		if (code === 128) continue;
		const isRun = code > 128;
		const length = Math.min(isRun ? 257 - code : code + 1, count - done);
		if (at + (isRun ? 1 : length) > packed.length) return done;
		for (let n = 0; n < length; n++) target[first + step * done++] = packed[isRun ? at : at + n]!;
		at += isRun ? 1 : length;
	}
	return done;
}
