/** Error classes of the packages: each message is one sentence that was written for the user. */
const WRITTEN_FOR_USERS = new Set([
	'Refusal',
	'VolumeError',
	'DicomError',
	'CheckpointError',
	'OpError',
	'SimdError',
	'WebGpuError',
	'TransformsError',
	'MetricsError',
	'VitError',
	'DecoderError',
	'LossError',
	'ModelError',
	'InferenceError',
	'TrainingError',
]);

const SYSTEM_SENTENCES: Record<string, string> = {
	ENOSPC: 'The disk is full; free some space and run the command again',
	EFBIG: 'The file would grow beyond the size that this system allows; raise the limit and run again',
	EDQUOT: 'The disk quota is used up; free some space and run the command again',
	EACCES: 'Permission denied; choose a place you may read and write',
	EPERM: 'Operation not permitted; choose a place you may read and write',
	EROFS: 'The file system is read-only; choose another place for the output',
	ENOENT: 'No such file or folder; check the path',
	ENOTDIR: 'A file stands where a folder is needed; check the path',
	EISDIR: 'A folder stands where a file is needed; check the path',
	EEXIST: 'It exists already; choose another place',
	EMFILE: 'Too many open files; raise the limit (ulimit -n) and run again',
};

/** Says in one sentence what went wrong; the stack only with UNETR_DEBUG set. */
export function describeError(error: unknown): string {
	if (!(error instanceof Error)) return `Unexpected failure: ${String(error)}`;
	const debug = process.env.UNETR_DEBUG ? `\n${error.stack ?? ''}` : '';
	if (WRITTEN_FOR_USERS.has(error.name)) return `${error.message.replace(/[^.!?]$/, '$&.')}${debug}`;
	const { code, path } = error as NodeJS.ErrnoException;
	const sentence = code === undefined ? undefined : SYSTEM_SENTENCES[code];
	if (sentence !== undefined) return `${sentence}${path ? ` (${path})` : ''}.${debug}`;
	const first = error.message.split('\n')[0];
	return `Unexpected failure: ${first} Set UNETR_DEBUG=1 to see where.${debug}`;
}
