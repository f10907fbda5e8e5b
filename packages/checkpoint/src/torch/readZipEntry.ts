import { CheckpointError } from '../checkpointError.ts';
import { quote } from '../quote.ts';
import type { ByteSource } from '../source/byteSource.ts';
import { ChunkList } from '../source/chunkList.ts';
import { crc32 } from './crc32.ts';
import type { ZipEntry } from './zipDirectory.ts';

/** Small, so that what one piece inflates to is small too: deflate makes up to 1032 bytes of one. */
const PIECE_BYTES = 4096;

/** Where the bytes of an entry begin; its local header has a name and fields of its own. */
async function dataBegin(file: ByteSource, entry: ZipEntry): Promise<number> {
	const header = new DataView(await file.read(entry.headerOffset, entry.headerOffset + 30));
	const begin = entry.headerOffset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
	if (header.getUint32(0, true) !== 0x04034b50 || begin + entry.compressedBytes > entry.limit) {
		throw new CheckpointError(`the zip entry ${quote(entry.name)} is not where the directory says`);
	}
	const name = new Uint8Array(await file.read(entry.headerOffset + 30, begin)).subarray(
		0,
		header.getUint16(26, true),
	);
	if (new TextDecoder().decode(name) !== entry.name) {
		throw new CheckpointError(`the zip entry ${quote(entry.name)} has another name in its own header`);
	}
	return begin;
}

/** Inflates no further than the size that the directory gives. */
async function inflate(file: ByteSource, begin: number, entry: ZipEntry): Promise<ArrayBuffer> {
	const name = quote(entry.name);
	const inflater = inflateStream(name);
	const writer = inflater.writable.getWriter();
	const end = begin + entry.compressedBytes;
	async function feed(): Promise<void> {
		for (let at = begin; at < end; at += PIECE_BYTES) {
			await writer.ready;
			await writer.write(new Uint8Array(await file.read(at, Math.min(at + PIECE_BYTES, end))));
		}
		await writer.close();
	}
	const reader = inflater.readable.getReader();
	const fed = feed();
	// What stops the feeding also stops the reading, where it is reported.
	fed.catch((error: unknown) => writer.abort(error).catch(() => undefined));
	const chunks = new ChunkList();
	try {
		for (let next = await reader.read(); next.value !== undefined; next = await reader.read()) {
			chunks.append(next.value);
			if (chunks.byteLength > entry.byteLength) {
				throw new CheckpointError(
					`the zip entry ${name} inflates to more than its size of ${entry.byteLength} bytes`,
				);
			}
		}
		await fed;
	} catch (error) {
		if (error instanceof CheckpointError) throw error;
		throw new CheckpointError(`the compressed zip entry ${name} is corrupt`, { cause: error });
	} finally {
		await reader.cancel().catch(() => undefined);
	}
	if (chunks.byteLength < entry.byteLength) {
		throw new CheckpointError(
			`the zip entry ${name} inflates to less than its size of ${entry.byteLength} bytes`,
		);
	}
	return chunks.slice(0, entry.byteLength);
}

function inflateStream(name: string): DecompressionStream {
	try {
		return new DecompressionStream('deflate-raw');
	} catch (error) {
		throw new CheckpointError(
			`the zip entry ${name} is compressed, which Node reads from 20.12: update it or save the file with PyTorch again`,
			{ cause: error },
		);
	}
}

/**
 * Reads one entry of a zip archive.
 * @throws CheckpointError if it does not hold what the directory says.
 */
export async function readZipEntry(file: ByteSource, entry: ZipEntry): Promise<ArrayBuffer> {
	const name = quote(entry.name);
	if (entry.method !== 0 && entry.method !== 8) {
		throw new CheckpointError(
			`the zip entry ${name} is compressed by method ${entry.method}; 0 and 8 are read`,
		);
	}
	const begin = await dataBegin(file, entry);
	if (entry.method === 0 && entry.compressedBytes !== entry.byteLength) {
		throw new CheckpointError(`the zip entry ${name} is stored, but in another size than its own`);
	}
	const bytes =
		entry.method === 0 ? await file.read(begin, begin + entry.byteLength) : await inflate(file, begin, entry);
	// PyTorch can be told to leave checksums out, which shows as zero.
	if (entry.crc32 !== 0 && crc32(new Uint8Array(bytes)) !== entry.crc32) {
		throw new CheckpointError(`the zip entry ${name} is damaged: its checksum does not match`);
	}
	return bytes;
}
