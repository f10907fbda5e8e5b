import * as tf from '@tensorflow/tfjs';
import { type CheckpointSource, type CheckpointTensor, readSafetensors } from '@unetr/checkpoint';
import { families } from '../families.ts';
import { knownConfig } from '../modelConfig.ts';
import { findTensor, type KeyReport, matchKeys, refuseMisfit } from './matchKeys.ts';
import { invertAxes, permuteAxes } from './permuteAxes.ts';
import { type TorchParameter, torchParameters } from './torchParameters.ts';

/** Options of {@link loadWeights}. */
export interface LoadWeightsOptions {
	/** Whether any missing, unexpected or mismatched key is an error, before anything is loaded. True by default. */
	readonly strict?: boolean;
}

const neverRuns = (model: tf.LayersModel): ((key: string) => boolean) => {
	const known = knownConfig(model);
	return (known && families[known.name].neverRun) ?? (() => false);
};

function assign({ variable, axes, torchShape, dtype }: TorchParameter, { values }: CheckpointTensor): void {
	const ours =
		dtype === 'I64'
			? permuteAxes(Int32Array.from(values, Number), torchShape, invertAxes(axes))
			: permuteAxes(
					values instanceof Float32Array ? values : Float32Array.from(values, Number),
					torchShape,
					invertAxes(axes),
				);
	tf.tidy(() => {
		variable.write(tf.tensor(ours, variable.shape as number[], variable.dtype as 'float32' | 'int32'));
	});
}

/**
 * Loads weights that carry PyTorch (MONAI) names and layouts, from a file of ours or of PyTorch alike.
 *
 * @param source safetensors as a path, bytes or Blob, or the tensors themselves by name.
 * @returns which keys were loaded, and which not and why.
 * @throws ModelError if `strict` and a key is missing, unexpected or of another shape; then nothing was loaded.
 * @throws CheckpointError if the file cannot be read.
 */
export async function loadWeights(
	model: tf.LayersModel,
	source: CheckpointSource | ReadonlyMap<string, CheckpointTensor>,
	options: LoadWeightsOptions = {},
): Promise<KeyReport> {
	const checkpoint = source instanceof Map ? source : await readSafetensors(source as CheckpointSource);
	const parameters = torchParameters(model);
	const report = matchKeys(parameters, checkpoint, neverRuns(model));
	if (options.strict ?? true) refuseMisfit(report);
	const loaded = new Set(report.loaded);
	for (const parameter of parameters) {
		if (loaded.has(parameter.key)) assign(parameter, findTensor(parameter, checkpoint)!);
	}
	return report;
}
