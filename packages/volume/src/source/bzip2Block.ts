import type { BitReader } from './bitReader.ts';

const MAX_CODE_BITS = 20;
const SYMBOLS_PER_TABLE = 50;

/**
 * The bytes of one block before its runs are undone: Huffman codes, move to front, Burrows-Wheeler (Seward's format).
 * @param maxBytes most bytes that a block of this stream holds
 * @throws Error where the block is not sound
 */
export function readBzip2Block(reader: BitReader, maxBytes: number): Iterable<number> {
	if (reader.bit() === 1) throw new Error('a randomised block, which no bzip2 since 0.9.5 writes');
	const origin = reader.bits(24);
	const inUse = readBytesInUse(reader);
	const sorted = readSorted(inUse, readSymbols(reader, inUse.length + 2), maxBytes);
	if (origin >= sorted.length) throw new Error('a block that begins outside itself');
	return unsort(sorted, origin);
}

/** Byte values that occur, in order: 16 bits say which groups of 16 have any, 16 bits a group which they are. */
function readBytesInUse(reader: BitReader): Uint8Array {
	const groups = reader.bits(16);
	const inUse: number[] = [];
	for (let group = 0; group < 16; group++) {
		if (((groups >> (15 - group)) & 1) === 0) continue;
		for (let n = 0; n < 16; n++) if (reader.bit() === 1) inUse.push(16 * group + n);
	}
	if (inUse.length === 0) throw new Error('a block without bytes');
	return Uint8Array.from(inUse);
}

/** Undoes runs of zeros and move to front; the result is what the Burrows-Wheeler transform gave. */
function readSorted(inUse: Uint8Array, symbols: Iterable<number>, maxBytes: number): Uint8Array {
	const sorted = new Uint8Array(maxBytes);
	let count = 0;
	let run = 0;
	let weight = 1;
	const append = (times: number): void => {
		if (count + times > maxBytes) throw new Error('a block that is too long');
		sorted.fill(inUse[0], count, count + times);
		count += times;
	};
	for (const symbol of symbols) {
		// Symbols 0 and 1 are the digits 1 and 2 of a run length to the base 2.
		if (symbol <= 1) {
			run += weight * (symbol + 1);
			weight *= 2;
			if (run > maxBytes) throw new Error('a block that is too long');
			continue;
		}
		append(run);
		[run, weight] = [0, 1];
		const byte = inUse[symbol - 1];
		inUse.copyWithin(1, 0, symbol - 1);
		inUse[0] = byte;
		append(1);
	}
	append(run);
	return sorted.subarray(0, count);
}

/** Symbols up to the end of the block, each 50 of them coded with a table of their own choice. */
function* readSymbols(reader: BitReader, symbolCount: number): Generator<number> {
	const tableCount = reader.bits(3);
	if (tableCount < 2 || tableCount > 6) throw new Error('a wrong number of tables');
	const selectors = readSelectors(reader, tableCount);
	const tables = Array.from({ length: tableCount }, () => readTable(reader, symbolCount));
	for (const selector of selectors) {
		for (let n = 0; n < SYMBOLS_PER_TABLE; n++) {
			const symbol = readSymbol(reader, tables[selector]);
			if (symbol === symbolCount - 1) return;
			yield symbol;
		}
	}
	throw new Error('a block without end');
}

function readSelectors(reader: BitReader, tableCount: number): number[] {
	const recent = Array.from({ length: tableCount }, (_, n) => n);
	return Array.from({ length: reader.bits(15) }, () => {
		let at = 0;
		while (reader.bit() === 1) if (++at === tableCount) throw new Error('a wrong table');
		const [selector] = recent.splice(at, 1);
		recent.unshift(selector);
		return selector;
	});
}

/** A canonical Huffman code: symbols in the order of their codes, and of each length how many there are. */
interface Table {
	readonly counts: Uint16Array;
	readonly symbols: number[];
}

function readTable(reader: BitReader, symbolCount: number): Table {
	let length = reader.bits(5);
	const lengths = Array.from({ length: symbolCount }, () => {
		while (reader.bit() === 1) {
			length += reader.bit() === 0 ? 1 : -1;
			if (length < 1 || length > MAX_CODE_BITS) throw new Error('a wrong code length');
		}
		if (length < 1 || length > MAX_CODE_BITS) throw new Error('a wrong code length');
		return length;
	});
	const counts = new Uint16Array(MAX_CODE_BITS + 1);
	for (const bits of lengths) counts[bits]++;
	// A stable sort: symbols of one length keep their order.
	const symbols = lengths.map((_, symbol) => symbol).sort((a, b) => lengths[a] - lengths[b]);
	return { counts, symbols };
}

function readSymbol(reader: BitReader, { counts, symbols }: Table): number {
	let code = 0;
	let first = 0;
	let index = 0;
	for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
		code = code * 2 + reader.bit();
		if (code - first < counts[bits]) return symbols[index + code - first];
		index += counts[bits];
		first = (first + counts[bits]) * 2;
	}
	throw new Error('an unknown code');
}

/** The inverse of the Burrows-Wheeler transform. */
function* unsort(sorted: Uint8Array, origin: number): Generator<number> {
	const starts = new Uint32Array(257);
	for (const byte of sorted) starts[byte + 1]++;
	for (let byte = 0; byte < 256; byte++) starts[byte + 1] += starts[byte];
	const next = new Uint32Array(sorted.length);
	for (let n = 0; n < sorted.length; n++) next[starts[sorted[n]]++] = n;
	for (let left = sorted.length, at = next[origin]; left > 0; left--, at = next[at]) yield sorted[at];
}
