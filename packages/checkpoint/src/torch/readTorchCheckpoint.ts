import { Checkpoint } from '../checkpoint.ts';
import { CheckpointError } from '../checkpointError.ts';
import type { ByteSource } from '../source/byteSource.ts';
import { type CheckpointSource, type ReadOptions, withSource } from '../source/withSource.ts';
import { weightsFormat } from '../weightsFormat.ts';
import { copyTensors } from './copyTensors.ts';
import { openLegacyFile } from './legacyFile.ts';
import { type SelectOptions, selectTensors } from './selectTensors.ts';
import { openZipFile } from './zipFile.ts';

/** Options of {@link readTorchCheckpoint}. */
export interface TorchCheckpointOptions extends ReadOptions, SelectOptions {}

/** Decodes an opened PyTorch file. */
export async function decodeTorch(file: ByteSource, options: SelectOptions): Promise<Checkpoint> {
	const format = await weightsFormat(file);
	if (format === 'safetensors')
		throw new CheckpointError('it is a safetensors file: read it with readSafetensors');
	if (format === undefined) {
		throw new CheckpointError(
			file.byteLength < 16
				? `the file is truncated: it has ${file.byteLength} bytes`
				: 'it is no PyTorch file: it starts neither as a zip archive nor with the legacy magic number',
		);
	}
	const torch = format === 'zip' ? await openZipFile(file) : await openLegacyFile(file);
	const tensors = selectTensors(torch.root, options);
	return new Checkpoint(await copyTensors(torch, tensors, file.byteLength));
}

/**
 * Reads a checkpoint that PyTorch wrote (`.pt`, `.pth`, zip or legacy): a Map from tensor name to
 * `{ dtype, shape, values }`.
 *
 * Nothing in the file is executed: its pickle may name tensors and containers, and anything else is refused by name.
 * Tensors of any stride become row-major copies; F16 and BF16 are widened to float32, I64 becomes numbers where all
 * are below 2^53. Where the weights lie in a dict of their own (`{ state_dict: {…}, epoch: 5 }`), that dict is taken
 * and everything else is passed over. Names stay as they are unless `stripPrefix` says otherwise.
 *
 * @param source path (Node), bytes, Blob or URL.
 * @param options `key`: which dict, where there are several; `stripPrefix`: such as `module.`; `signal`;
 *   `onProgress(bytesDone, bytesTotal)`; `sha256` of the whole file.
 * @throws CheckpointError naming the file and the fault. The signal's reason if it was aborted.
 * Source: `torch.serialization`.
 */
export async function readTorchCheckpoint(
	source: CheckpointSource,
	options: TorchCheckpointOptions = {},
): Promise<Checkpoint> {
	return withSource(source, 'PyTorch', options, (file) => decodeTorch(file, options));
}
