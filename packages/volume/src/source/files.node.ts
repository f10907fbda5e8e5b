import { VolumeError } from '../volumeError.ts';
import type { ByteSource, RandomAccess } from './byteSource.ts';
import { endWithoutZeros } from './endWithoutZeros.ts';

export { openPath } from './pathCompanions.ts';

// The only file that reaches for Node's own modules, each on first use; a browser gets files.browser.ts in its place.

const READ_BYTES = 1 << 18;
/** Every piece is a trip to another thread and back; larger ones take more memory and hardly less time. */
const INFLATED_BYTES = 1 << 18;

/** Whether this runs in Node (or a runtime that gives Node's modules). */
export function isNode(): boolean {
	return typeof process !== 'undefined' && typeof process.versions?.node === 'string';
}

/** A file as a source. */
export async function fileSource(path: string): Promise<ByteSource> {
	const fs = await import('node:fs');
	const stats = await fs.promises.stat(path).catch((cause: unknown) => {
		throw fileError(cause, path, 'read');
	});
	if (stats.isDirectory())
		throw new VolumeError(`${path} is a folder, not a volume file; name the file in it`);
	if (!stats.isFile()) throw new VolumeError(`${path} is not a regular file`);
	return {
		name: path,
		sizeBytes: stats.size,
		exact: true,
		async *chunks() {
			try {
				for await (const chunk of fs.createReadStream(path, { highWaterMark: READ_BYTES }))
					yield chunk as Buffer;
			} catch (cause) {
				throw fileError(cause, path, 'read');
			}
		},
		open: () => openFile(path),
	};
}

async function openFile(path: string): Promise<RandomAccess> {
	const { promises } = await import('node:fs');
	const fail = (cause: unknown): never => {
		throw fileError(cause, path, 'read');
	};
	const handle = await promises.open(path).catch(fail);
	return {
		readInto: async (target, at) => (await handle.read(target, 0, target.length, at).catch(fail)).bytesRead,
		close: () => handle.close(),
	};
}

/** Path of a `file:` URL. */
export async function pathOfUrl(url: URL): Promise<string> {
	if (url.protocol !== 'file:' || !isNode()) {
		throw new VolumeError(
			`${url.href}: only http(s), blob, data and, in Node, file URLs can be read; hand over the Blob or the bytes`,
		);
	}
	const { fileURLToPath } = await import('node:url');
	return fileURLToPath(url);
}

/** Whether there is a file at a path. */
export async function isFile(path: string): Promise<boolean> {
	const { promises } = await import('node:fs');
	return promises.stat(path).then(
		(stats) => stats.isFile(),
		() => false,
	);
}

/** A path with all links resolved. */
export async function realPath(path: string): Promise<string> {
	const { promises } = await import('node:fs');
	return promises.realpath(path).catch((cause: unknown) => {
		throw fileError(cause, path, 'read');
	});
}

/** Names of the files in a folder, sorted by code unit; undefined where there is no such folder. */
export async function fileNames(folder: string): Promise<string[] | undefined> {
	const { promises } = await import('node:fs');
	try {
		return (await promises.readdir(folder)).sort();
	} catch (cause) {
		if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return undefined;
		throw fileError(cause, folder, 'read');
	}
}

/** Text of a file in UTF-8. */
export async function readText(path: string): Promise<string> {
	const { promises } = await import('node:fs');
	return promises.readFile(path, 'utf8').catch((cause: unknown) => {
		throw fileError(cause, path, 'read');
	});
}

/** Node's path functions of this platform. */
export async function pathTools(): Promise<typeof import('node:path')> {
	return (await import('node:path')).default;
}

/** Inflates gzip or zlib content; ends early without a fault where the caller stops. */
export async function* nodeInflate(
	chunks: AsyncIterable<Uint8Array>,
	compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
	const [{ createGunzip, createInflate }, { Readable, pipeline }] = await Promise.all([
		import('node:zlib'),
		import('node:stream'),
	]);
	const inflater = (compression === 'gzip' ? createGunzip : createInflate)({ chunkSize: INFLATED_BYTES });
	let packedBytes = 0;
	let lastEnd = 0;
	async function* counted(): AsyncGenerator<Uint8Array> {
		for await (const chunk of chunks) {
			// Zeros behind gzip are padding, as gzip itself takes them.
			const end = compression === 'gzip' ? endWithoutZeros(chunk) : chunk.length;
			if (end > 0) lastEnd = packedBytes + end;
			packedBytes += chunk.length;
			yield chunk;
		}
	}
	// The iteration below reports faults; the callback only keeps them from being thrown a second time.
	pipeline(Readable.from(counted(), { objectMode: false }), inflater, () => undefined);
	for await (const chunk of inflater) yield chunk as Buffer;
	// Browsers refuse what follows the last member; Node passes over it.
	if (inflater.bytesWritten < lastEnd) throw new Error('junk after the end of the stream');
}

/** Packs bytes piece by piece. */
export async function* nodeDeflate(
	parts: Iterable<Uint8Array>,
	compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
	const [{ createGzip, createDeflate }, { Readable, pipeline }] = await Promise.all([
		import('node:zlib'),
		import('node:stream'),
	]);
	const deflater = (compression === 'gzip' ? createGzip : createDeflate)({ chunkSize: READ_BYTES });
	pipeline(Readable.from(parts, { objectMode: false }), deflater, () => undefined);
	for await (const chunk of deflater) yield chunk as Buffer;
}

/** Writes a file beside its place, flushes it and renames it there: the whole file, or nothing. */
export async function writeWholeFile(path: string, parts: Iterable<Uint8Array>): Promise<void> {
	const [{ promises }, { dirname }, { default: writeFileAtomic }] = await Promise.all([
		import('node:fs'),
		import('node:path'),
		import('write-file-atomic'),
	]);
	const folder = dirname(path);
	if (!(await promises.stat(folder).catch(() => undefined))?.isDirectory()) {
		throw new VolumeError(`${path}: the folder ${folder} does not exist; create it first`);
	}
	// Without a listener a file beyond the process's size limit ends the process instead of failing with EFBIG.
	const onSizeLimit = (): void => undefined;
	process.on('SIGXFSZ', onSizeLimit);
	try {
		// Its own write is one call and takes a short one (a disk that fills up) for a whole one; this loops.
		await writeFileAtomic(path, '', { tmpfileCreated: (temporary) => promises.writeFile(temporary, parts) });
	} catch (cause) {
		throw fileError(cause, path, 'written');
	} finally {
		process.off('SIGXFSZ', onSizeLimit);
	}
}

function fileError(cause: unknown, path: string, done: 'read' | 'written'): unknown {
	const code = errorCode(cause);
	if (code === undefined) return cause;
	return new VolumeError(`${path} cannot be ${done}: ${REASONS[code] ?? `the system says ${code}`}`);
}

function errorCode(cause: unknown): string | undefined {
	return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	ENOTDIR: 'a part of its path is a file, not a folder',
	EISDIR: 'it is a folder',
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	EROFS: 'the file system is read-only',
	ENOSPC: 'the disk is full; free some space and write again',
	EDQUOT: 'the disk quota is used up; free some space and write again',
	EFBIG: 'it is larger than the file system or the limit of this process allows',
	EMFILE: 'too many files are open',
};
