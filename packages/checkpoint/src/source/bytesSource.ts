import { CheckpointError } from '../checkpointError.ts';
import type { ByteSource } from './byteSource.ts';

const close = async (): Promise<void> => {};

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
	const read = async (begin: number, end: number): Promise<ArrayBuffer> =>
		Uint8Array.from(bytes.subarray(begin, end)).buffer;
	return { name: 'bytes', byteLength: bytes.byteLength, read, close };
}

/** A Blob or File as a source; only what is asked for is read. */
export function blobSource(blob: Blob): ByteSource {
	const named = 'name' in blob && typeof blob.name === 'string' && blob.name !== '';
	const read = (begin: number, end: number): Promise<ArrayBuffer> =>
		blob
			.slice(begin, end)
			.arrayBuffer()
			.catch((error: unknown) => {
				throw new CheckpointError('it can no longer be read; choose the file again', { cause: error });
			});
	return { name: named ? `file ${blob.name}` : 'blob', byteLength: blob.size, read, close };
}
