import { CheckpointError } from './checkpointError.ts';
import { encodeSafetensors, type SafetensorsOptions, type TensorToWrite } from './encodeSafetensors.ts';
import { writeWholeFile } from './writeWholeFile.ts';

const reasons: Readonly<Record<string, string>> = {
	ENOSPC: 'the disk is full',
	EFBIG: 'it is larger than the file system or the limit of this process allows',
	ENOENT: 'its folder does not exist',
	EACCES: 'access is denied',
	EPERM: 'access is denied',
	EROFS: 'the disk is read-only',
	EISDIR: 'it is a folder',
};

/**
 * Writes a safetensors file beside its place and renames it, so that no reader ever sees half a file.
 *
 * @param path where the file goes (Node).
 * @param tensors names and tensors, for example a Map; see {@link encodeSafetensors}.
 * @param options `metadata`: text entries for the header.
 * @throws CheckpointError if the tensors are not valid or the file cannot be written; then nothing is left behind.
 */
export async function writeSafetensors(
	path: string,
	tensors: Iterable<readonly [string, TensorToWrite]>,
	options: SafetensorsOptions = {},
): Promise<void> {
	const file = encodeSafetensors(tensors, options);
	try {
		await writeWholeFile(path, file);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code ?? '';
		throw new CheckpointError(`cannot write ${path}: ${reasons[code] ?? code}`, { cause: error });
	}
}
