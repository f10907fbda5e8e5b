import type { FileHandle } from 'node:fs/promises';
import { CheckpointError } from '../checkpointError.ts';
import type { ByteSource } from './byteSource.ts';

function reason(error: unknown): string {
	const code = (error as NodeJS.ErrnoException)?.code;
	if (code === 'ENOENT') return 'there is no such file';
	if (code === 'EISDIR') return 'it is a folder';
	if (code === 'EACCES' || code === 'EPERM') return 'access is denied';
	return code ?? 'it cannot be read';
}

async function readExactly(file: FileHandle, begin: number, end: number): Promise<ArrayBuffer> {
	const bytes = new Uint8Array(end - begin);
	let done = 0;
	while (done < bytes.length) {
		const { bytesRead } = await file.read(bytes, done, bytes.length - done, begin + done);
		if (bytesRead === 0) throw new CheckpointError('the file is truncated: it shrank while it was read');
		done += bytesRead;
	}
	return bytes.buffer;
}

/**
 * A file by its path as a source (Node).
 * @throws CheckpointError if it cannot be opened; the message is what follows the file's name.
 */
export async function openPath(path: string): Promise<ByteSource> {
	const { open } = await import('node:fs/promises');
	try {
		const file = await open(path, 'r');
		const stat = await file.stat();
		if (!stat.isFile()) {
			await file.close();
			throw Object.assign(new Error(), { code: 'EISDIR' });
		}
		return {
			name: `file ${path}`,
			byteLength: stat.size,
			read: (begin, end) => readExactly(file, begin, end),
			async version() {
				const { size, mtimeMs } = await file.stat();
				return `${size} bytes at ${mtimeMs}`;
			},
			close: () => file.close(),
		};
	} catch (error) {
		throw new CheckpointError(`cannot be opened: ${reason(error)}`, { cause: error });
	}
}
