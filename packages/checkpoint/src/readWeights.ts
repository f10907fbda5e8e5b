import type { Checkpoint } from './checkpoint.ts';
import { CheckpointError } from './checkpointError.ts';
import { decodeSafetensors } from './readSafetensors.ts';
import { type CheckpointSource, withSource } from './source/withSource.ts';
import { decodeTorch, type TorchCheckpointOptions } from './torch/readTorchCheckpoint.ts';
import { weightsFormat } from './weightsFormat.ts';

/**
 * Reads a weights file of either format, told by its content first and its name second.
 *
 * @param source path (Node), bytes, Blob or URL.
 * @param options those of {@link readTorchCheckpoint}; `key` counts for PyTorch files alone.
 * @throws CheckpointError naming the file and the fault. The signal's reason if it was aborted.
 */
export async function readWeights(
	source: CheckpointSource,
	options: TorchCheckpointOptions = {},
): Promise<Checkpoint> {
	return withSource(source, 'weights', options, async (file) => {
		const format = await weightsFormat(file);
		if (format === 'zip' || format === 'legacy') return decodeTorch(file, options);
		if (format === 'safetensors' || /\.safetensors$/i.test(file.name)) return decodeSafetensors(file);
		if (/\.(?:pth?|ckpt|bin)$/i.test(file.name)) return decodeTorch(file, options);
		throw new CheckpointError('it is neither a safetensors nor a PyTorch file');
	});
}
