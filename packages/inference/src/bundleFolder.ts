import { writeWholeFile } from '@unetr/checkpoint';
import { InferenceError } from './inferenceError.ts';

const reasons: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	ENOTDIR: 'there is no such folder',
	EACCES: 'access is denied',
	EISDIR: 'it is a folder',
	ENOSPC: 'the disk is full',
	EFBIG: 'it is larger than the file system or the limit of this process allows',
	EROFS: 'the disk is read-only',
};

function fileError(what: string, error: unknown): InferenceError {
	const code = (error as NodeJS.ErrnoException).code ?? 'unknown fault';
	return new InferenceError(`${what}: ${reasons[code] ?? code}.`, { cause: error });
}

/**
 * Reads one file of a bundle.
 *
 * @throws InferenceError naming folder, file and reason
 */
export async function readBundleFile(folder: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
	const { readFile } = await import('node:fs/promises');
	try {
		return new Uint8Array(await readFile(`${folder}/${file}`));
	} catch (error) {
		throw fileError(`${folder} is not a bundle, as ${file} cannot be read`, error);
	}
}

/**
 * Writes files in their order, each beside its place and renamed; the folder is made where it is missing.
 *
 * @throws InferenceError naming file and reason
 */
export async function writeBundleFiles(
	folder: string,
	files: readonly (readonly [string, string | Uint8Array])[],
): Promise<void> {
	const { mkdir } = await import('node:fs/promises');
	for (const [file, content] of files) {
		try {
			await mkdir(folder, { recursive: true });
			await writeWholeFile(`${folder}/${file}`, content);
		} catch (error) {
			throw fileError(`The bundle cannot be written to ${folder}/${file}`, error);
		}
	}
}
