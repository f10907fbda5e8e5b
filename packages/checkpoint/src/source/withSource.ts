import { CheckpointError } from '../checkpointError.ts';
import type { ByteSource } from './byteSource.ts';
import { blobSource, bytesSource } from './bytesSource.ts';
import { checkSha256 } from './checkSha256.ts';
import { urlName } from './httpResponse.ts';
import { openHttp } from './httpSource.ts';
import { openPath } from './pathSource.ts';
import { type OnProgress, ReadProgress } from './readProgress.ts';

/** A weights file: its path (Node), its bytes, a `Blob` or `File` (browser), or an http, https or (Node) file URL. */
export type CheckpointSource = string | Uint8Array | Blob | URL;

/** Options of everything that reads a weights file. */
export interface ReadOptions {
	/** Stops the reading; the promise is rejected with the signal's reason. */
	readonly signal?: AbortSignal;
	/** Called as the bytes of the file come; the total is undefined where a server does not tell it. */
	readonly onProgress?: OnProgress;
	/** SHA-256 of the whole file in hexadecimal; nothing is returned of a file that has another. */
	readonly sha256?: string;
}

function describe(source: CheckpointSource): string {
	if (typeof source === 'string') return `file ${source}`;
	return source instanceof URL ? urlName(source) : 'source';
}

async function open(
	source: CheckpointSource,
	options: ReadOptions,
	progress: ReadProgress,
): Promise<ByteSource> {
	if (typeof source === 'string') return openPath(source);
	if (source instanceof Uint8Array) return bytesSource(source);
	if (source instanceof Blob) return blobSource(source);
	if (!(source instanceof URL)) {
		throw new CheckpointError('is not a path, a Uint8Array, a Blob or a URL');
	}
	if (source.protocol === 'http:' || source.protocol === 'https:') {
		return openHttp(source, options.sha256 !== undefined, progress, options.signal);
	}
	if (source.protocol !== 'file:' || typeof process === 'undefined') {
		throw new CheckpointError(`URLs of ${source.protocol} are not read; give http, https or a Blob`);
	}
	const { fileURLToPath } = await import('node:url');
	return openPath(fileURLToPath(source));
}

/** The same source, counting what is read and stopping at the signal. */
function watched(file: ByteSource, progress: ReadProgress, signal: AbortSignal | undefined): ByteSource {
	const counts = progress.total === undefined;
	progress.total ??= file.byteLength;
	return {
		...file,
		name: file.name,
		byteLength: file.byteLength,
		async read(begin, end) {
			signal?.throwIfAborted();
			if (begin === end) return new ArrayBuffer(0);
			const bytes = await file.read(begin, end);
			// What comes through the network is counted as it arrives.
			if (counts) progress.add(end - begin);
			return bytes;
		},
	};
}

async function decodeChecked<T>(
	file: ByteSource,
	sha256: string | undefined,
	decode: (file: ByteSource) => Promise<T>,
): Promise<T> {
	if (sha256 === undefined) return decode(file);
	const before = await file.version?.();
	await checkSha256(file, sha256);
	const result = await decode(file);
	if ((await file.version?.()) !== before) throw new CheckpointError('the file changed while it was read');
	return result;
}

/**
 * Opens a source, gives it to a decoder and closes it.
 * @param format how errors call the source's format.
 * @throws CheckpointError naming the format, the source and the fault; the signal's reason if it was aborted.
 */
export async function withSource<T>(
	source: CheckpointSource,
	format: string,
	options: ReadOptions,
	decode: (file: ByteSource) => Promise<T>,
): Promise<T> {
	const { signal, sha256 } = options;
	signal?.throwIfAborted();
	const progress = new ReadProgress(options.onProgress);
	let file: ByteSource | undefined;
	try {
		file = await open(source, options, progress);
		const result = await decodeChecked(watched(file, progress, signal), sha256, decode);
		signal?.throwIfAborted();
		progress.finish();
		return result;
	} catch (error) {
		if (signal?.aborted) throw signal.reason;
		if (progress.thrown !== undefined && error === progress.thrown) throw error;
		const label = `${format} ${file?.name ?? describe(source)}`;
		const known = error instanceof CheckpointError;
		throw new CheckpointError(known ? `${label}: ${error.message}` : `${label} cannot be read`, {
			cause: known ? error.cause : error,
		});
	} finally {
		await file?.close();
	}
}
