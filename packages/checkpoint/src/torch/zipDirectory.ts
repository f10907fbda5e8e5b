import { CheckpointError } from '../checkpointError.ts';
import { quote } from '../quote.ts';
import type { ByteSource } from '../source/byteSource.ts';

/** One record of a zip archive, as the central directory tells it. */
export interface ZipEntry {
	readonly name: string;
	/** 0 stored, 8 deflated. */
	readonly method: number;
	readonly crc32: number;
	readonly compressedBytes: number;
	readonly byteLength: number;
	/** Where its local header starts. */
	readonly headerOffset: number;
	/** Where the record must have ended: the next record's start, or the directory's. */
	readonly limit: number;
}

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65535;
const MAX_DIRECTORY_BYTES = 64 << 20;
/** What a 32-bit field holds where the true number is in the zip64 field. */
const IN_ZIP64 = 0xffffffff;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface Directory {
	readonly begin: number;
	readonly end: number;
	readonly entries: number;
}

/** Positions in a file as numbers; what is beyond 2^53 is beyond any file. */
const uint64 = (view: DataView, at: number): number => Number(view.getBigUint64(at, true));

async function findDirectory(file: ByteSource): Promise<Directory> {
	const start = Math.max(0, file.byteLength - END_BYTES - MAX_COMMENT_BYTES);
	const tail = new DataView(await file.read(start, file.byteLength));
	let at = tail.byteLength - END_BYTES;
	// The comment fills the file to its end, so that bytes inside it are not taken for the record.
	while (
		at >= 0 &&
		(tail.getUint32(at, true) !== 0x06054b50 ||
			tail.getUint16(at + 20, true) !== tail.byteLength - at - END_BYTES)
	)
		at--;
	if (at < 0) throw new CheckpointError('the zip archive is truncated: its directory is missing');
	const bytes = tail.getUint32(at + 12, true);
	const begin = tail.getUint32(at + 16, true);
	const entries = tail.getUint16(at + 10, true);
	if (tail.getUint16(at + 4, true) !== 0) throw new CheckpointError('the zip archive is in several parts');
	const zip64 = at >= 20 && tail.getUint32(at - 20, true) === 0x07064b50;
	if (zip64) return readZip64End(file, uint64(tail, at - 12), start + at - 20);
	return checkDirectory({ begin, end: begin + bytes, entries }, start + at);
}

async function readZip64End(file: ByteSource, at: number, before: number): Promise<Directory> {
	if (at + 56 > before) throw new CheckpointError('the zip archive has a zip64 record outside the file');
	const record = new DataView(await file.read(at, at + 56));
	if (record.getUint32(0, true) !== 0x06064b50) throw new CheckpointError('the zip64 record is corrupt');
	const begin = uint64(record, 48);
	return checkDirectory({ begin, end: begin + uint64(record, 40), entries: uint64(record, 32) }, at);
}

function checkDirectory(directory: Directory, before: number): Directory {
	const { begin, end } = directory;
	if (end > before || end - begin > MAX_DIRECTORY_BYTES) {
		throw new CheckpointError(`the zip archive has its directory at bytes ${begin}-${end}, outside the file`);
	}
	return directory;
}

function readName(bytes: Uint8Array): string {
	let name: string;
	try {
		name = decoder.decode(bytes);
	} catch {
		throw new CheckpointError('the zip archive has an entry whose name is not UTF-8');
	}
	if (/^\/|\\|^[a-z]:|\0/i.test(name) || name.split('/').includes('..')) {
		throw new CheckpointError(
			`the zip archive has an entry with the path ${quote(name)}, which leaves its folder`,
		);
	}
	return name;
}

/** The numbers that did not fit into 32 bits, in the order of the format. */
function widen(numbers: readonly number[], extra: DataView): number[] {
	let at = 0;
	while (at + 4 <= extra.byteLength && extra.getUint16(at, true) !== 1)
		at += 4 + extra.getUint16(at + 2, true);
	at += 4;
	return numbers.map((number) => {
		if (number !== IN_ZIP64) return number;
		if (at + 8 > extra.byteLength) throw new CheckpointError('the zip archive lacks a zip64 field');
		at += 8;
		return uint64(extra, at - 8);
	});
}

function readEntry(view: DataView, at: number): { entry: Omit<ZipEntry, 'limit'>; end: number } {
	if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) {
		throw new CheckpointError('the directory of the zip archive is corrupt');
	}
	const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
	const nameEnd = at + 46 + nameBytes!;
	const end = nameEnd + extraBytes! + commentBytes!;
	if (end > view.byteLength) throw new CheckpointError('the directory of the zip archive is truncated');
	const name = readName(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameBytes));
	if (view.getUint16(at + 8, true) & 1)
		throw new CheckpointError(`the zip entry ${quote(name)} is encrypted`);
	const small = [24, 20, 42].map((field) => view.getUint32(at + field, true));
	const extra = new DataView(view.buffer, view.byteOffset + nameEnd, extraBytes);
	const [byteLength, compressedBytes, headerOffset] = widen(small, extra) as [number, number, number];
	const method = view.getUint16(at + 10, true);
	const crc32 = view.getUint32(at + 16, true);
	return { entry: { name, method, crc32, compressedBytes, byteLength, headerOffset }, end };
}

/** Gives each record its limit and refuses records that overlap. */
function limitEntries(entries: readonly Omit<ZipEntry, 'limit'>[], directoryBegin: number): ZipEntry[] {
	const ordered = entries.toSorted((a, b) => a.headerOffset - b.headerOffset);
	return ordered.map((entry, i) => {
		const limit = ordered[i + 1]?.headerOffset ?? directoryBegin;
		if (entry.headerOffset + 30 + entry.compressedBytes > limit) {
			throw new CheckpointError(`the zip entry ${quote(entry.name)} overlaps what follows it in the archive`);
		}
		return { ...entry, limit };
	});
}

/**
 * Reads the directory of a zip archive (zip64 too): its entries by name.
 * @throws CheckpointError if it is corrupt, repeats a name, holds a path that leaves the archive, or records overlap.
 * Source: PKWARE's APPNOTE 6.3.10, sec. 4.3 and 4.5.3.
 */
export async function readZipDirectory(file: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
	const directory = await findDirectory(file);
	const view = new DataView(await file.read(directory.begin, directory.end));
	const found: Omit<ZipEntry, 'limit'>[] = [];
	for (let at = 0; at < view.byteLength; ) {
		const { entry, end } = readEntry(view, at);
		found.push(entry);
		at = end;
	}
	if (found.length !== directory.entries) {
		throw new CheckpointError(
			`the zip archive announces ${directory.entries} entries and holds ${found.length}`,
		);
	}
	const entries = new Map<string, ZipEntry>();
	for (const entry of limitEntries(found, directory.begin)) {
		if (entries.has(entry.name))
			throw new CheckpointError(`the zip archive holds ${quote(entry.name)} twice`);
		entries.set(entry.name, entry);
	}
	return entries;
}
