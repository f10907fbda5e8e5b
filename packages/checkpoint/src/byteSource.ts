import { CheckpointError } from './checkpointError.ts';

/** A weights file: its path (Node), its bytes, or a `Blob` or `File` (browser). */
export type CheckpointSource = string | Uint8Array | Blob;

/** Random access to the bytes of a file, each read into a buffer of its own. */
export interface ByteSource {
	/** How errors call it. */
	readonly label: string;
	readonly byteLength: number;
	read(begin: number, end: number): Promise<ArrayBuffer>;
	close(): Promise<void>;
}

function reason(error: unknown): string {
	const code = (error as NodeJS.ErrnoException)?.code;
	if (code === 'ENOENT') return 'there is no such file';
	if (code === 'EISDIR') return 'it is a folder';
	if (code === 'EACCES' || code === 'EPERM') return 'access is denied';
	return code ?? 'it cannot be read';
}

async function openPath(path: string): Promise<ByteSource> {
	const { open } = await import('node:fs/promises');
	const label = `safetensors file ${path}`;
	try {
		const file = await open(path, 'r');
		const stat = await file.stat();
		if (!stat.isFile()) {
			await file.close();
			throw Object.assign(new Error(), { code: 'EISDIR' });
		}
		return {
			label,
			byteLength: stat.size,
			async read(begin, end) {
				const bytes = new Uint8Array(end - begin);
				let done = 0;
				while (done < bytes.length) {
					const { bytesRead } = await file.read(bytes, done, bytes.length - done, begin + done);
					if (bytesRead === 0)
						throw new CheckpointError('the file is truncated: it shrank while it was read');
					done += bytesRead;
				}
				return bytes.buffer;
			},
			close: () => file.close(),
		};
	} catch (error) {
		throw new CheckpointError(`cannot open ${label}: ${reason(error)}`, { cause: error });
	}
}

/**
 * Opens a source for reading.
 * @throws CheckpointError if a path cannot be opened.
 */
export async function openSource(source: CheckpointSource): Promise<ByteSource> {
	if (typeof source === 'string') return openPath(source);
	const close = async (): Promise<void> => {};
	if (source instanceof Blob) {
		const name = source instanceof File ? `safetensors file ${source.name}` : 'safetensors blob';
		const read = (begin: number, end: number): Promise<ArrayBuffer> => source.slice(begin, end).arrayBuffer();
		return { label: name, byteLength: source.size, read, close };
	}
	const read = async (begin: number, end: number): Promise<ArrayBuffer> =>
		Uint8Array.from(source.subarray(begin, end)).buffer;
	return { label: 'safetensors bytes', byteLength: source.byteLength, read, close };
}
