import { Checkpoint, type CheckpointTensor } from './checkpoint.ts';
import { decodeValues } from './decodeValues.ts';
import { headerLength, parseHeader } from './safetensorsHeader.ts';
import type { ByteSource } from './source/byteSource.ts';
import { type CheckpointSource, type ReadOptions, withSource } from './source/withSource.ts';

/** Decodes an opened safetensors file: the header first, then the tensors in the order of the file. */
export async function decodeSafetensors(file: ByteSource): Promise<Checkpoint> {
	const prefix = new Uint8Array(await file.read(0, Math.min(8, file.byteLength)));
	const dataStart = 8 + headerLength(prefix, file.byteLength);
	const text = new Uint8Array(await file.read(8, dataStart));
	// The header is checked against the file's true size before any tensor is allocated.
	const { entries, metadata } = parseHeader(text, file.byteLength - dataStart);
	const tensors = new Map<string, CheckpointTensor>();
	for (const { name, dtype, shape, begin, end } of entries.toSorted((a, b) => a.begin - b.begin)) {
		const bytes = await file.read(dataStart + begin, dataStart + end);
		tensors.set(name, { dtype, shape, values: decodeValues(bytes, dtype) });
	}
	return new Checkpoint(
		entries.map(({ name }) => [name, tensors.get(name)!]),
		metadata,
	);
}

/**
 * Reads a safetensors file: a Map from tensor name to `{ dtype, shape, values }`, with `metadata` beside it.
 *
 * F16 and BF16 are widened to float32; I64 and U64 become numbers where all values are below 2^53, bigints where
 * one is not; BOOL becomes a Uint8Array. Tensors may lie at any offset. No tensor's values alias the source.
 *
 * @param source path (Node), bytes, Blob or URL; of an http URL only the parts that are needed are fetched, where the
 *   server can do that.
 * @param options `signal`; `onProgress(bytesDone, bytesTotal)`; `sha256` of the whole file.
 * @throws CheckpointError naming the file and the fault: a header longer than the file or over 100 MB, no JSON, a
 * name given twice, an unknown dtype, a shape that does not fit its bytes, or offsets that overlap, leave a hole or
 * go beyond the file. The signal's reason if it was aborted.
 * Source: the safetensors format.
 */
export async function readSafetensors(
	source: CheckpointSource,
	options: ReadOptions = {},
): Promise<Checkpoint> {
	return withSource(source, 'safetensors', options, decodeSafetensors);
}
