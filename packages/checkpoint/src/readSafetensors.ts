import { type ByteSource, type CheckpointSource, openSource } from './byteSource.ts';
import { Checkpoint } from './checkpoint.ts';
import { CheckpointError } from './checkpointError.ts';
import { decodeValues } from './decodeValues.ts';
import { headerLength, parseHeader } from './safetensorsHeader.ts';

async function readFrom(file: ByteSource): Promise<Checkpoint> {
	const prefix = new Uint8Array(await file.read(0, Math.min(8, file.byteLength)));
	const dataStart = 8 + headerLength(prefix, file.byteLength);
	const text = new Uint8Array(await file.read(8, dataStart));
	// The header is checked against the file's true size before any tensor is allocated.
	const header = parseHeader(text, file.byteLength - dataStart);
	const checkpoint = new Checkpoint([], header.metadata);
	for (const { name, dtype, shape, begin, end } of header.entries) {
		const bytes = await file.read(dataStart + begin, dataStart + end);
		checkpoint.set(name, { dtype, shape, values: decodeValues(bytes, dtype) });
	}
	return checkpoint;
}

/**
 * Reads a safetensors file: a Map from tensor name to `{ dtype, shape, values }`, with `metadata` beside it.
 *
 * F16 and BF16 are widened to float32; I64 and U64 become numbers where all values are below 2^53, bigints where
 * one is not; BOOL becomes a Uint8Array. Tensors may lie at any offset. No tensor's values alias the source.
 *
 * @param source path (Node), bytes, or Blob.
 * @throws CheckpointError naming the file and the fault: a header longer than the file or over 100 MB, no JSON, a
 * name given twice, an unknown dtype, a shape that does not fit its bytes, or offsets that overlap, leave a hole or
 * go beyond the file.
 * Source: the safetensors format.
 */
export async function readSafetensors(source: CheckpointSource): Promise<Checkpoint> {
	const file = await openSource(source);
	try {
		return await readFrom(file);
	} catch (error) {
		if (error instanceof CheckpointError) throw new CheckpointError(`${file.label}: ${error.message}`);
		throw new CheckpointError(`${file.label} cannot be read`, { cause: error });
	} finally {
		await file.close();
	}
}
