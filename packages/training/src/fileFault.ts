import { TrainingError } from './trainingError.ts';

const reasons: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	ENOTDIR: 'a part of the path is a file',
	EEXIST: 'a file has that name',
	EACCES: 'access is denied',
	EPERM: 'access is denied',
	EISDIR: 'it is a folder',
	ENOSPC: 'the disk is full',
	EDQUOT: 'the disk quota is used up',
	EROFS: 'the disk is read-only',
};

/**
 * The error for a file that cannot be read or written, with the reason in words.
 *
 * @param what cannot be done, with the path
 * @param error from the file system
 */
export function fileFault(what: string, error: unknown): TrainingError {
	const { code = 'unknown fault' } = error as NodeJS.ErrnoException;
	return new TrainingError(`${what}: ${reasons[code] ?? code}.`, { cause: error });
}
