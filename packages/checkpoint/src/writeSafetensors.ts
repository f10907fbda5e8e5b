import { CheckpointError } from './checkpointError.ts';
import {
	type DeferredTensor,
	encodeTensor,
	layOut,
	type SafetensorsOptions,
	type TensorToWrite,
	writtenDtype,
} from './encodeSafetensors.ts';
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

/** Options of {@link writeSafetensors}. */
export interface WriteSafetensorsOptions extends SafetensorsOptions {
	/** Called after each tensor with bytes done so far and the size of the whole file. */
	readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
	/** Gives up between two tensors; nothing is left behind. */
	readonly signal?: AbortSignal;
}

type Writable = TensorToWrite | DeferredTensor;

const describe = ([name, tensor]: readonly [string, Writable]) => ({
	name,
	tensor,
	dtype: 'read' in tensor ? tensor.dtype : writtenDtype(tensor),
	shape: tensor.shape,
});

/** The parts of a file, one tensor at a time. */
async function* partsOf(
	tensors: Iterable<readonly [string, Writable]>,
	{ metadata, onProgress, signal }: WriteSafetensorsOptions,
): AsyncGenerator<Uint8Array> {
	const { ordered, head, byteLength: bytesTotal } = layOut(Array.from(tensors, describe), metadata);
	yield head;
	let bytesDone = head.length;
	for (const { name, tensor, dtype, shape } of ordered) {
		signal?.throwIfAborted();
		const toWrite = 'read' in tensor ? { dtype, shape, values: await tensor.read() } : tensor;
		if (writtenDtype(toWrite) !== dtype)
			throw new CheckpointError(
				`tensor ${JSON.stringify(name)} was announced as ${dtype} and gave ${writtenDtype(toWrite)}`,
			);
		const bytes = encodeTensor(name, toWrite);
		yield bytes;
		bytesDone += bytes.byteLength;
		onProgress?.(bytesDone, bytesTotal);
	}
}

/**
 * Writes a safetensors file beside its place and renames it, so that no reader ever sees half a file.
 *
 * @param path where the file goes (Node).
 * @param tensors names and tensors, for example a Map; a {@link DeferredTensor} is read when its turn comes, and only
 *   one is held at a time.
 * @param options `metadata`: text entries for the header; `onProgress`; `signal`.
 * @throws CheckpointError if the tensors are not valid or the file cannot be written; then nothing is left behind.
 */
export async function writeSafetensors(
	path: string,
	tensors: Iterable<readonly [string, Writable]>,
	options: WriteSafetensorsOptions = {},
): Promise<void> {
	options.signal?.throwIfAborted();
	try {
		await writeWholeFile(path, partsOf(tensors, options));
	} catch (error) {
		if (error instanceof CheckpointError || options.signal?.aborted) throw error;
		const code = (error as NodeJS.ErrnoException).code ?? '';
		throw new CheckpointError(`cannot write ${path}: ${reasons[code] ?? code}`, { cause: error });
	}
}
