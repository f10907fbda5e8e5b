import type * as tf from '@tensorflow/tfjs';
import { writeSafetensors } from '@unetr/checkpoint';
import { stateDict } from './stateDict.ts';

/** Options of {@link saveWeights}. */
export interface SaveWeightsOptions {
	/** Text entries for the header of the file. */
	readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a model's weights as safetensors under PyTorch (MONAI) names and in PyTorch's layouts.
 *
 * @param path where the file goes; it appears whole or not at all.
 * @throws CheckpointError if the file cannot be written.
 */
export async function saveWeights(
	model: tf.LayersModel,
	path: string,
	options: SaveWeightsOptions = {},
): Promise<void> {
	// "pt" tells PyTorch's own readers that names and layouts are theirs.
	const metadata = { format: 'pt', ...options.metadata };
	await writeSafetensors(path, await stateDict(model), { metadata });
}
