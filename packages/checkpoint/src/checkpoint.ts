import type { Dtype, TensorValues } from './dtype.ts';

/** One tensor of a checkpoint: its type in the file, its shape, and its values in row-major order. */
export interface CheckpointTensor {
	readonly dtype: Dtype;
	readonly shape: readonly number[];
	readonly values: TensorValues;
}

/** The tensors of a weights file by name, in the file's order, with the file's own text entries beside them. */
export class Checkpoint extends Map<string, CheckpointTensor> {
	/** The `__metadata__` of the file. */
	readonly metadata: ReadonlyMap<string, string>;

	constructor(
		tensors: Iterable<readonly [string, CheckpointTensor]> = [],
		metadata: Iterable<readonly [string, string]> = [],
	) {
		super(tensors);
		this.metadata = new Map(metadata);
	}
}
