import type { RandomAccess } from './byteSource.ts';

/** Bytes of a piece that is read from a file at once; after each few of them a signal is heard. */
export const PIECE_BYTES: number = 4 << 20;
/** Pieces under way at once: most of their time goes into pages that are touched for the first time, on any processor. */
export const PIECES: number = 2;

/** Fills the beginning of `target` with a few pieces of a file; returns how many bytes came without a gap. */
export async function readPieces(file: RandomAccess, target: Uint8Array, at: number): Promise<number> {
	const starts = Array.from({ length: PIECES }, (_, n) => n * PIECE_BYTES);
	const pieces = starts.map((start) => target.subarray(start, start + PIECE_BYTES));
	const lengths = await Promise.all(pieces.map((piece, n) => file.readInto(piece, at + starts[n]!)));
	const short = lengths.findIndex((length) => length < PIECE_BYTES);
	return short < 0 ? PIECES * PIECE_BYTES : starts[short]! + lengths[short]!;
}
