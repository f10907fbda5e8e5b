import type { ByteSource, RandomAccess } from './byteSource.ts';
import { concatenate } from './concatenate.ts';
import { type Compression, detectCompression, inflate } from './inflate.ts';

/** Bytes that are read from a file at a time where they go nowhere directly. */
export const AHEAD_BYTES: number = 1 << 16;

/** What a stream reads from. */
export interface StartedStream {
	readonly compression: Compression;
	readonly chunks: AsyncIterable<Uint8Array>;
	/** Where bytes are read from directly instead. */
	readonly file?: RandomAccess | undefined;
}

/** Opens a source and tells how it is packed. */
export async function startStream(
	source: ByteSource,
	wanted: Compression | 'detect',
): Promise<StartedStream> {
	if (wanted === 'none' || wanted === 'detect') {
		const file = await source.open?.();
		if (file !== undefined) return startFile(source, file, wanted);
	}
	const raw = source.chunks();
	if (wanted === 'none') return { compression: wanted, chunks: raw };
	if (wanted !== 'detect') return { compression: wanted, chunks: inflate(raw, wanted, source.name) };
	const first: Uint8Array[] = [];
	const iterator = raw[Symbol.asyncIterator]();
	for (let held = 0; held < 3; ) {
		const { done, value } = await iterator.next();
		if (done) break;
		first.push(value);
		held += value.length;
	}
	const head = first.length === 1 ? first[0] : concatenate(first);
	const whole = prepend(head, iterator);
	const compression = detectCompression(head);
	return { compression, chunks: compression === 'none' ? whole : inflate(whole, compression, source.name) };
}

async function startFile(
	source: ByteSource,
	file: RandomAccess,
	wanted: 'none' | 'detect',
): Promise<StartedStream> {
	const head = new Uint8Array(3);
	const length = wanted === 'none' ? 0 : await file.readInto(head, 0);
	const compression = detectCompression(head.subarray(0, length));
	if (compression === 'none') return { compression, chunks: fileChunks(file, 0), file };
	await file.close();
	return { compression, chunks: inflate(source.chunks(), compression, source.name) };
}

/** The bytes of a file from a place on. */
export async function* fileChunks(file: RandomAccess, start: number): AsyncGenerator<Uint8Array> {
	for (let at = start; ; ) {
		const chunk = new Uint8Array(AHEAD_BYTES);
		const length = await file.readInto(chunk, at);
		if (length === 0) return;
		yield chunk.subarray(0, length);
		at += length;
	}
}

/** Chunks with some bytes before them. */
export async function* prepend(
	first: Uint8Array,
	rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	try {
		if (first.length > 0) yield first;
		for (;;) {
			const { done, value } = await rest.next();
			if (done) return;
			yield value;
		}
	} finally {
		await rest.return?.();
	}
}
