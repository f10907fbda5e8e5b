import { describe, expect, it } from 'vitest';
import type { RandomAccess } from './byteSource.ts';
import { PIECE_BYTES, PIECES, readPieces } from './readPieces.ts';

/** A file whose byte n is n mod 251; a read gives at most `most` bytes. */
function countingFile(size: number, most: number): RandomAccess {
	return {
		async readInto(target, at) {
			const length = Math.max(0, Math.min(target.length, size - at, most));
			for (let n = 0; n < length; n++) target[n] = (at + n) % 251;
			return length;
		},
		async close() {},
	};
}

async function readAll(file: RandomAccess, target: Uint8Array, at: number): Promise<number> {
	let filled = 0;
	for (let came = -1; came !== 0; filled += came)
		came = await readPieces(file, target.subarray(filled), at + filled);
	return filled;
}

describe('readPieces', () => {
	const most = PIECES * PIECE_BYTES;

	it.each([0, 5, PIECE_BYTES, PIECE_BYTES + 1, most, most + 9])(
		'gives %i bytes in their order',
		async (size) => {
			const target = new Uint8Array(size);
			expect(await readAll(countingFile(size + 3, most), target, 3)).toBe(size);
			expect(target.findIndex((value, n) => value !== (n + 3) % 251)).toBe(-1);
		},
	);

	it('has no gap where a read gives less than it was asked for', async () => {
		const size = PIECE_BYTES + 1000;
		const target = new Uint8Array(size);
		expect(await readPieces(countingFile(size, PIECE_BYTES - 7), target, 0)).toBe(PIECE_BYTES - 7);
		expect(await readAll(countingFile(size, PIECE_BYTES - 7), target, 0)).toBe(size);
		expect(target.findIndex((value, n) => value !== n % 251)).toBe(-1);
	});

	it('stops at the end of a file that has become shorter', async () => {
		expect(await readAll(countingFile(PIECE_BYTES + 10, most), new Uint8Array(most), 0)).toBe(
			PIECE_BYTES + 10,
		);
	});
});
