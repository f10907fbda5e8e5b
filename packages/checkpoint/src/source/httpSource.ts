import { CheckpointError } from '../checkpointError.ts';
import type { ByteSource } from './byteSource.ts';
import { ChunkList } from './chunkList.ts';
import {
	announcedLength,
	type ContentRange,
	contentRange,
	readBody,
	request,
	urlName,
	versionOf,
} from './httpResponse.ts';
import type { ReadProgress } from './readProgress.ts';

/** What one request asks for at least: tensors are many and small, round trips are slow. */
const WINDOW_BYTES = 4 << 20;

const close = async (): Promise<void> => {};

function checkRange(found: ContentRange, begin: number, end: number): void {
	const last = Math.min(end, found.total);
	if (found.begin !== begin || found.end !== last) {
		throw new CheckpointError(
			`the server answered with bytes ${found.begin}-${found.end - 1} where ${begin}-${last - 1} were asked for`,
		);
	}
}

/** A file that is fetched in parts, in windows ahead of what is read. */
class RangeSource implements ByteSource {
	readonly name: string;
	readonly byteLength: number;
	readonly close = close;
	readonly #url: URL;
	readonly #version: string;
	readonly #progress: ReadProgress;
	readonly #signal: AbortSignal | undefined;
	#begin = 0;
	#window: ChunkList;

	constructor(
		url: URL,
		first: { response: Response; window: ChunkList; total: number },
		progress: ReadProgress,
		signal: AbortSignal | undefined,
	) {
		this.#url = url;
		this.name = urlName(url);
		this.byteLength = first.total;
		this.#version = versionOf(first.response);
		this.#window = first.window;
		this.#progress = progress;
		this.#signal = signal;
	}

	async read(begin: number, end: number): Promise<ArrayBuffer> {
		const held = this.#begin + this.#window.byteLength;
		if (begin < this.#begin || begin >= held) {
			this.#window = await this.#fetch(begin, end);
			this.#begin = begin;
		} else if (end > held) {
			const window = new ChunkList();
			window.append(new Uint8Array(this.#window.slice(begin - this.#begin, this.#window.byteLength)));
			window.appendAll(await this.#fetch(held, end));
			this.#window = window;
			this.#begin = begin;
		}
		return this.#window.slice(begin - this.#begin, end - this.#begin);
	}

	async #fetch(begin: number, end: number): Promise<ChunkList> {
		const ahead = Math.min(Math.max(end, begin + WINDOW_BYTES), this.byteLength);
		const response = await request(this.#url, `bytes=${begin}-${ahead - 1}`, this.#signal);
		const range = contentRange(response);
		try {
			if (response.status !== 206 || range === undefined) {
				throw new CheckpointError(`the server answered ${response.status} where a part (206) was asked for`);
			}
			if (versionOf(response) !== this.#version || range.total !== this.byteLength) {
				throw new CheckpointError('the file changed on the server while it was read; read it again');
			}
			checkRange(range, begin, ahead);
		} catch (error) {
			await response.body?.cancel();
			throw error;
		}
		return readBody(response, ahead - begin, this.#progress);
	}
}

async function wholeSource(url: URL, response: Response, progress: ReadProgress): Promise<ByteSource> {
	progress.total = announcedLength(response);
	const chunks = await readBody(response, progress.total, progress);
	progress.total = chunks.byteLength;
	const read = async (begin: number, end: number): Promise<ArrayBuffer> => chunks.slice(begin, end);
	return { name: urlName(url), byteLength: chunks.byteLength, read, close };
}

/**
 * A file on a web server: fetched in parts where the server can do that, else in one stream.
 * @param whole fetch all of it at once in any case.
 * @throws CheckpointError if the server does not give the file, or not all of it.
 */
export async function openHttp(
	url: URL,
	whole: boolean,
	progress: ReadProgress,
	signal: AbortSignal | undefined,
): Promise<ByteSource> {
	let response = await request(url, whole ? undefined : `bytes=0-${WINDOW_BYTES - 1}`, signal);
	const range = response.status === 206 ? contentRange(response) : undefined;
	if (range !== undefined) {
		progress.total = range.total;
		checkRange(range, 0, WINDOW_BYTES);
		const window = await readBody(response, range.end, progress);
		return new RangeSource(url, { response, window, total: range.total }, progress, signal);
	}
	// Across origins the range is hidden unless the server exposes it: then take the file in one piece.
	if (response.status === 206) {
		await response.body?.cancel();
		response = await request(url, undefined, signal);
	}
	if (response.status !== 200) {
		await response.body?.cancel();
		throw new CheckpointError(`the server answered ${response.status} ${response.statusText}`.trimEnd());
	}
	return wholeSource(url, response, progress);
}
