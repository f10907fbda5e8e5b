import { VolumeError } from '../volumeError.ts';
import type { ByteSource } from './byteSource.ts';
import { concatenate } from './concatenate.ts';
import { gunzip } from './gunzip.ts';

/** Deflate never makes more than this many bytes of one. */
const MAX_INFLATION = 1032;
/** What may follow the voxels inside a gzip stream; enough for padding, and the checksum comes after it. */
const MAX_TRAILING_BYTES = 1 << 20;
const FIRST_ALLOCATION = 1 << 16;

/** Reads a source from front to back, inflating gzip content, and never holds more than what has arrived asks for. */
export class ByteStream {
	readonly name: string;
	/** Whether the content is gzip. */
	readonly compressed: boolean;
	/** Most bytes that can come, judged by those that are really there. */
	readonly maxBytes: number;
	#chunks: AsyncIterator<Uint8Array>;
	#rest: Uint8Array = new Uint8Array(0);
	#positionBytes = 0;
	#signal: AbortSignal | undefined;

	private constructor(
		source: ByteSource,
		compressed: boolean,
		chunks: AsyncIterable<Uint8Array>,
		signal?: AbortSignal,
	) {
		this.name = source.name;
		this.compressed = compressed;
		this.maxBytes = compressed ? source.sizeBytes * MAX_INFLATION : source.sizeBytes;
		this.#chunks = chunks[Symbol.asyncIterator]();
		this.#signal = signal;
	}

	/** Opens a source; gzip is told by its first bytes, not by a name. */
	static async open(source: ByteSource, signal?: AbortSignal): Promise<ByteStream> {
		const raw = source.chunks();
		const first: Uint8Array[] = [];
		const iterator = raw[Symbol.asyncIterator]();
		let held = 0;
		while (held < 3) {
			const { done, value } = await iterator.next();
			if (done) break;
			first.push(value);
			held += value.length;
		}
		const start = first.length === 1 ? first[0]! : concatenate(first);
		const whole = prepend(start, iterator);
		const compressed = start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;
		return new ByteStream(source, compressed, compressed ? gunzip(whole, source.name) : whole, signal);
	}

	/** Bytes read so far. */
	get positionBytes(): number {
		return this.#positionBytes;
	}

	/**
	 * The next bytes, fewer than asked for only where the content ends.
	 * Memory grows with what arrives: a size that only a header claims is never allocated.
	 */
	async read(byteCount: number, onBytes?: (readBytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
		const left = this.maxBytes - this.#positionBytes;
		const first = this.compressed ? FIRST_ALLOCATION : left;
		let bytes = new Uint8Array(Math.min(byteCount, first, left));
		let filled = 0;
		while (filled < byteCount) {
			this.#signal?.throwIfAborted();
			if (this.#rest.length === 0 && !(await this.#next())) break;
			const part = this.#rest.subarray(0, byteCount - filled);
			if (filled + part.length > bytes.length) bytes = grow(bytes, filled + part.length, byteCount);
			bytes.set(part, filled);
			this.#rest = this.#rest.subarray(part.length);
			filled += part.length;
			onBytes?.(filled);
		}
		this.#positionBytes += filled;
		return filled === bytes.length ? bytes : bytes.slice(0, filled);
	}

	/** Reads a gzip stream to its end, so that its checksum is compared, but not through a bomb. */
	async finish(): Promise<void> {
		if (this.compressed) {
			let trailing = 0;
			do {
				this.#signal?.throwIfAborted();
				trailing += this.#rest.length;
				if (trailing > MAX_TRAILING_BYTES) {
					await this.close();
					throw new VolumeError(
						`${this.name}: the gzip stream inflates to more than 1 MiB beyond the ${this.#positionBytes} bytes that its header declares; it is damaged or hostile`,
					);
				}
			} while (await this.#next());
		}
		await this.close();
	}

	/** Lets go of the source. */
	async close(): Promise<void> {
		await this.#chunks.return?.();
	}

	async #next(): Promise<boolean> {
		const { done, value } = await this.#chunks.next();
		this.#rest = done ? new Uint8Array(0) : value;
		return !done;
	}
}

function grow(bytes: Uint8Array<ArrayBuffer>, needed: number, limit: number): Uint8Array<ArrayBuffer> {
	const larger = new Uint8Array(Math.min(limit, Math.max(needed, 2 * bytes.length)));
	larger.set(bytes);
	return larger;
}

async function* prepend(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
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
