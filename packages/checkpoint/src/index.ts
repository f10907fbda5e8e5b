export { Checkpoint, type CheckpointTensor } from './checkpoint.ts';
export { CheckpointError } from './checkpointError.ts';
export type { Dtype, TensorValues } from './dtype.ts';
export {
	type DeferredTensor,
	encodeSafetensors,
	type SafetensorsOptions,
	type TensorToWrite,
} from './encodeSafetensors.ts';
export { readSafetensors } from './readSafetensors.ts';
export { readWeights } from './readWeights.ts';
export type { OnProgress } from './source/readProgress.ts';
export type { CheckpointSource, ReadOptions } from './source/withSource.ts';
export { readTorchCheckpoint, type TorchCheckpointOptions } from './torch/readTorchCheckpoint.ts';
export { type WriteSafetensorsOptions, writeSafetensors } from './writeSafetensors.ts';
export { writeWholeFile } from './writeWholeFile.ts';
