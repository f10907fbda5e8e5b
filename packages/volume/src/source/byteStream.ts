import { VolumeError } from '../volumeError.ts';
import type { ByteSource, RandomAccess } from './byteSource.ts';
import { concatenate } from './concatenate.ts';
import type { Compression } from './inflate.ts';
import { maxInflation } from './maxInflation.ts';
import { readPieces } from './readPieces.ts';
import { AHEAD_BYTES, fileChunks, prepend, type StartedStream, startStream } from './startStream.ts';

/** What may follow the voxels inside a compressed stream; enough for padding, and the checksum comes after it. */
const MAX_TRAILING_BYTES = 1 << 20;
const FIRST_ALLOCATION = 1 << 16;
/** How many times larger room becomes: what is never written to takes no memory, what is copied takes twice as much. */
const GROWTH = 8;
const LINE_FEED = 10;

/** How a source is opened. */
export interface OpenOptions {
	readonly signal?: AbortSignal | undefined;
	/** 'detect', the default, takes gzip by its first bytes and never by a name. */
	readonly compression?: Compression | 'detect' | undefined;
}

/** Reads a source from front to back, inflating it, and never holds more than what has arrived asks for. */
export class ByteStream {
	readonly name: string;
	readonly compression: Compression;
	/** Most bytes that can come, judged by those that are really there. */
	readonly maxBytes: number;
	/** Whether all of `maxBytes` are really there. */
	readonly exact: boolean;
	#chunks: AsyncIterator<Uint8Array>;
	#file: RandomAccess | undefined;
	#rest: Uint8Array = new Uint8Array(0);
	#positionBytes = 0;
	#signal: AbortSignal | undefined;

	private constructor(source: ByteSource, start: StartedStream, signal: AbortSignal | undefined) {
		this.name = source.name;
		this.compression = start.compression;
		this.maxBytes = source.sizeBytes * maxInflation(start.compression);
		this.exact = source.exact && start.compression === 'none';
		this.#file = start.file;
		this.#chunks = start.chunks[Symbol.asyncIterator]();
		this.#signal = signal;
	}

	/** Opens a source. */
	static async open(source: ByteSource, { signal, compression }: OpenOptions = {}): Promise<ByteStream> {
		signal?.throwIfAborted();
		return new ByteStream(source, await startStream(source, compression ?? 'detect'), signal);
	}

	/** Bytes read so far. */
	get positionBytes(): number {
		return this.#positionBytes;
	}

	/** The next bytes without taking them, fewer than asked for only where the content ends. */
	async peek(byteCount: number): Promise<Uint8Array> {
		const parts = [this.#rest];
		let held = this.#rest.length;
		while (held < byteCount && (await this.#next(held))) {
			parts.push(this.#rest);
			held += this.#rest.length;
		}
		this.#rest = parts.length > 1 ? concatenate(parts) : parts[0]!;
		return this.#rest.subarray(0, byteCount);
	}

	/**
	 * The next bytes, fewer than asked for only where the content ends.
	 * Memory grows with what arrives: a size that only a header claims is never allocated.
	 * @param into where they go if there is room for all
	 */
	async read(
		byteCount: number,
		onBytes?: (readBytes: number) => void,
		into?: ArrayBuffer,
	): Promise<Uint8Array<ArrayBuffer>> {
		const left = this.maxBytes - this.#positionBytes;
		const first = this.exact ? left : FIRST_ALLOCATION;
		const isGiven = into !== undefined && into.byteLength >= byteCount;
		let bytes = isGiven
			? new Uint8Array(into, 0, byteCount)
			: new Uint8Array(Math.min(byteCount, first, left));
		let filled = 0;
		while (filled < byteCount) {
			this.#signal?.throwIfAborted();
			if (this.#file !== undefined && this.#rest.length === 0 && bytes.length === byteCount) {
				const direct = await readPieces(this.#file, bytes.subarray(filled), this.#positionBytes);
				if (direct === 0) break;
				this.#positionBytes += direct;
				filled += direct;
				onBytes?.(filled);
				continue;
			}
			if (this.#rest.length === 0 && !(await this.#next())) break;
			const part = this.#rest.subarray(0, byteCount - filled);
			if (filled + part.length > bytes.length) bytes = grow(bytes, filled + part.length, byteCount);
			bytes.set(part, filled);
			this.#take(part.length);
			filled += part.length;
			onBytes?.(filled);
		}
		return filled === bytes.length ? bytes : bytes.slice(0, filled);
	}

	/** Passes over bytes; returns how many there were. */
	async skip(byteCount: number): Promise<number> {
		let skipped = 0;
		while (skipped < byteCount) {
			this.#signal?.throwIfAborted();
			if (this.#file !== undefined && this.#rest.length === 0) {
				const left = Math.min(byteCount - skipped, this.maxBytes - this.#positionBytes);
				this.#positionBytes += left;
				return skipped + left;
			}
			if (this.#rest.length === 0 && !(await this.#next())) break;
			const part = Math.min(this.#rest.length, byteCount - skipped);
			this.#take(part);
			skipped += part;
		}
		return skipped;
	}

	/**
	 * The next line without its line break; undefined at the end.
	 * @throws VolumeError for a line longer than `maxBytes`
	 */
	async readLine(maxBytes: number): Promise<Uint8Array | undefined> {
		for (let wanted = 256; ; wanted *= 2) {
			const ahead = this.#rest.length < wanted ? await this.peek(wanted) : this.#rest.subarray(0, wanted);
			const end = ahead.indexOf(LINE_FEED);
			if (end < 0 && ahead.length === wanted && wanted <= maxBytes) continue;
			if (end > maxBytes || (end < 0 && ahead.length > maxBytes)) {
				throw new VolumeError(
					`${this.name}: a line of its header is longer than ${maxBytes} bytes; it is damaged`,
				);
			}
			if (end < 0 && ahead.length === 0) return undefined;
			const line = end < 0 ? ahead : ahead.subarray(0, end);
			this.#take(end < 0 ? ahead.length : end + 1);
			return line.at(-1) === 13 ? line.subarray(0, -1) : line;
		}
	}

	/** What has not been read yet, as a source that can be read once. */
	rest(): ByteSource {
		const chunks =
			this.#file === undefined
				? prepend(this.#rest, this.#chunks)
				: fileChunks(this.#file, this.#positionBytes);
		const sizeBytes = this.maxBytes - this.#positionBytes;
		return { name: this.name, sizeBytes, exact: this.exact, chunks: () => chunks };
	}

	/** Reads a compressed stream to its end, so that its checksum is compared, but not through a bomb. */
	async finish(): Promise<void> {
		if (this.compression !== 'none') {
			let trailing = 0;
			do {
				this.#signal?.throwIfAborted();
				trailing += this.#rest.length;
				if (trailing > MAX_TRAILING_BYTES) {
					await this.close();
					throw new VolumeError(
						`${this.name}: the ${this.compression} stream inflates to more than 1 MiB beyond the ${this.#positionBytes} bytes that its header declares; it is damaged or hostile`,
					);
				}
			} while (await this.#next());
		}
		await this.close();
	}

	/** Lets go of the source. */
	async close(): Promise<void> {
		await this.#chunks.return?.();
		await this.#file?.close();
		this.#file = undefined;
	}

	#take(byteCount: number): void {
		this.#rest = this.#rest.subarray(byteCount);
		this.#positionBytes += byteCount;
	}

	/** Takes what comes after the bytes that are held already. */
	async #next(heldBytes = 0): Promise<boolean> {
		if (this.#file !== undefined) {
			const ahead = new Uint8Array(AHEAD_BYTES);
			const length = await this.#file.readInto(ahead, this.#positionBytes + heldBytes);
			this.#rest = ahead.subarray(0, length);
			return length > 0;
		}
		const { done, value } = await this.#chunks.next();
		this.#rest = done ? new Uint8Array(0) : value;
		return !done;
	}
}

function grow(bytes: Uint8Array<ArrayBuffer>, needed: number, limit: number): Uint8Array<ArrayBuffer> {
	const larger = new Uint8Array(Math.min(limit, Math.max(needed, GROWTH * bytes.length)));
	larger.set(bytes);
	return larger;
}
