import type * as tf from '@tensorflow/tfjs';
import type { CheckpointTensor } from '@unetr/checkpoint';

/** Tensors of an optimizer by name, as they go into a checkpoint. */
export type OptimizerState = ReadonlyMap<string, Pick<CheckpointTensor, 'shape' | 'values'>>;

/** What an update needs beside the gradients. */
export interface UpdateOptions {
	readonly learningRate: number;
	/** Factor on every gradient, from clipping; 1 leaves them. */
	readonly gradScale: number;
}

/** Changes variables along their gradients; keeps its own state by the variables' names. */
export interface Optimizer {
	/** Settings that a checkpoint records and a resumed run has to share. */
	readonly settings: Readonly<Record<string, string | number>>;
	/** Variables without a gradient stay as they are; the gradients stay the caller's. */
	update(
		variables: ReadonlyMap<string, tf.Variable>,
		gradients: ReadonlyMap<string, tf.Tensor>,
		options: UpdateOptions,
	): void;
	saveState(): Promise<OptimizerState>;
	/** @throws TrainingError where the state is not this optimizer's */
	loadState(state: OptimizerState): void;
	dispose(): void;
}
