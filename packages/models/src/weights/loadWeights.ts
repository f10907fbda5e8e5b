import * as tf from '@tensorflow/tfjs';
import { type CheckpointSource, type CheckpointTensor, readSafetensors } from '@unetr/checkpoint';
import { families } from '../families.ts';
import { knownConfig } from '../modelConfig.ts';
import { ModelError } from '../modelError.ts';
import { invertAxes, permuteAxes } from './permuteAxes.ts';
import { type TorchParameter, torchParameters } from './torchParameters.ts';

/** A tensor whose shape in the checkpoint is not the model's. */
export interface ShapeMismatch {
	readonly key: string;
	readonly expected: readonly number[];
	readonly found: readonly number[];
}

/** What became of each key. */
export interface LoadReport {
	readonly loaded: readonly string[];
	/** In the model, not in the checkpoint. */
	readonly missing: readonly string[];
	/** In the checkpoint, not in the model. */
	readonly unexpected: readonly string[];
	readonly mismatched: readonly ShapeMismatch[];
	/** In the checkpoint, and read by no forward pass, such as the cross-attention in MONAI's UNETR; passed over. */
	readonly unused: readonly string[];
}

/** Options of {@link loadWeights}. */
export interface LoadWeightsOptions {
	/** Whether any missing, unexpected or mismatched key is an error, before anything is loaded. True by default. */
	readonly strict?: boolean;
}

const neverRuns = (model: tf.LayersModel): ((key: string) => boolean) => {
	const known = knownConfig(model);
	return (known && families[known.name].neverRun) ?? (() => false);
};

function compare(
	parameters: readonly TorchParameter[],
	checkpoint: ReadonlyMap<string, CheckpointTensor>,
	neverRun: (key: string) => boolean,
): LoadReport {
	const keys = new Set(parameters.map(({ key }) => key));
	const surplus = [...checkpoint.keys()].filter((key) => !keys.has(key));
	const report = { loaded: [] as string[], missing: [] as string[], mismatched: [] as ShapeMismatch[] };
	for (const { key, torchShape } of parameters) {
		const found = checkpoint.get(key)?.shape;
		if (!found) report.missing.push(key);
		else if (`${found}` === `${torchShape}`) report.loaded.push(key);
		else report.mismatched.push({ key, expected: torchShape, found });
	}
	return {
		...report,
		unexpected: surplus.filter((key) => !neverRun(key)),
		unused: surplus.filter((key) => neverRun(key)),
	};
}

function some(what: string, keys: readonly string[]): string[] {
	if (keys.length === 0) return [];
	const rest = keys.length > 3 ? ` and ${keys.length - 3} more` : '';
	return [`${what} ${keys.slice(0, 3).join(', ')}${rest}`];
}

function refuseMisfit({ missing, unexpected, mismatched }: LoadReport): void {
	const shapes = mismatched.map(({ key, expected, found }) => `${key} ([${found}] for [${expected}])`);
	const faults = [
		...some('missing', missing),
		...some('unexpected', unexpected),
		...some('of another shape', shapes),
	];
	if (faults.length > 0) {
		throw new ModelError(`the weights do not fit the model: ${faults.join('; ')}`);
	}
}

function assign({ variable, axes, torchShape }: TorchParameter, { values }: CheckpointTensor): void {
	const floats = values instanceof Float32Array ? values : Float32Array.from(values, Number);
	tf.tidy(() => {
		const ours = permuteAxes(floats, torchShape, invertAxes(axes));
		variable.write(tf.tensor(ours, variable.shape as number[], 'float32'));
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
): Promise<LoadReport> {
	const isSource = typeof source === 'string' || source instanceof Uint8Array || source instanceof Blob;
	const checkpoint = isSource ? await readSafetensors(source) : source;
	const parameters = torchParameters(model);
	const report = compare(parameters, checkpoint, neverRuns(model));
	if (options.strict ?? true) refuseMisfit(report);
	const loaded = new Set(report.loaded);
	for (const parameter of parameters) {
		if (loaded.has(parameter.key)) assign(parameter, checkpoint.get(parameter.key)!);
	}
	return report;
}
