import { BitReader } from './bitReader.ts';
import { readBzip2Block } from './bzip2Block.ts';
import { concatenate } from './concatenate.ts';

const PIECE_BYTES = 1 << 18;
const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;

/**
 * Inflates bzip2 content of one or more streams, a piece at a time; each block's checksum is compared.
 * The libraries there are need Node's Buffer or a WebAssembly file of their own.
 */
export async function* bunzip2(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	const parts: Uint8Array[] = [];
	for await (const chunk of chunks) parts.push(chunk);
	const reader = new BitReader(concatenate(parts));
	do yield* readStream(reader);
	while (reader.alignToByte());
}

function* readStream(reader: BitReader): Generator<Uint8Array> {
	const level = reader.bits(24) === 0x425a68 ? reader.bits(8) - 0x30 : 0;
	if (level < 1 || level > 9) throw new Error('not bzip2');
	let combined = 0;
	for (;;) {
		const magic = reader.bits(24) * 0x1000000 + reader.bits(24);
		const checksum = reader.bits(32) | 0;
		if (magic === END_MAGIC) {
			if (checksum !== combined) throw new Error('checksum of the stream');
			return;
		}
		if (magic !== BLOCK_MAGIC) throw new Error('no block');
		yield* inflateBlock(readBzip2Block(reader, level * 100_000), checksum);
		combined = ((combined << 1) | (combined >>> 31)) ^ checksum;
	}
}

/** Undoes the first step of packing: after four equal bytes stands how often the byte comes again. */
function* inflateBlock(packed: Iterable<number>, checksum: number): Generator<Uint8Array> {
	let piece = new Uint8Array(PIECE_BYTES);
	let filled = 0;
	let crc = -1;
	let last = -1;
	let run = 0;
	for (const value of packed) {
		const isCount = run === 4;
		const byte = isCount ? last : value;
		for (let left = isCount ? value : 1; left > 0; left--) {
			if (filled === PIECE_BYTES) {
				yield piece;
				piece = new Uint8Array(PIECE_BYTES);
				filled = 0;
			}
			piece[filled++] = byte;
			crc = (crc << 8) ^ CRC_TABLE[(crc >>> 24) ^ byte];
		}
		run = isCount ? 0 : byte === last ? run + 1 : 1;
		last = isCount ? -1 : byte;
	}
	if (~crc !== checksum) throw new Error('checksum of a block');
	yield piece.subarray(0, filled);
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
	let crc = byte << 24;
	for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
	return crc;
});
