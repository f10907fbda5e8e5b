import type * as tf from '@tensorflow/tfjs';
import { type DeferredTensor, type WriteSafetensorsOptions, writeSafetensors } from '@unetr/checkpoint';
import { deferredState, type StateDictOptions } from './stateDict.ts';

/** Options of {@link saveWeights}. */
export interface SaveWeightsOptions extends StateDictOptions {
	/** How real numbers are written, F32 by default; whole numbers are I64 in any case. */
	readonly dtype?: 'F32' | 'F16' | 'BF16';
	/** Text entries for the header of the file. */
	readonly metadata?: Readonly<Record<string, string>>;
	/** Called after each tensor. */
	readonly onProgress?: WriteSafetensorsOptions['onProgress'];
	/** Gives up between two tensors; nothing is left behind. */
	readonly signal?: AbortSignal;
}

/**
 * Writes a model's weights as safetensors under PyTorch's names and in its layouts, one tensor at a time.
 *
 * @param path where the file goes; it appears whole or not at all.
 * @throws CheckpointError if the file cannot be written.
 */
export async function saveWeights(
	model: tf.LayersModel,
	path: string,
	{ dtype = 'F32', metadata, onProgress, signal, ...options }: SaveWeightsOptions = {},
): Promise<void> {
	const tensors = deferredState(model, options).map(([key, tensor]): [string, DeferredTensor] => [
		key,
		tensor.dtype === 'F32' ? { ...tensor, dtype } : tensor,
	]);
	// "pt" tells PyTorch's own readers that names and layouts are theirs.
	await writeSafetensors(path, tensors, { metadata: { format: 'pt', ...metadata }, onProgress, signal });
}
