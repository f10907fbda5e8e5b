import * as tf from '@tensorflow/tfjs';
import {
	type CheckpointSource,
	type CheckpointTensor,
	type ReadOptions,
	readWeights,
	type TorchCheckpointOptions,
} from '@unetr/checkpoint';
import { families } from '../families.ts';
import { knownConfig } from '../modelConfig.ts';
import { type AdaptContext, type AdaptOptions, adaptTensor } from './adaptTensor.ts';
import { type FittedKeys, fitKeys, type KeyOptions } from './fitKeys.ts';
import { type BoundNaming, findNaming, namingsOf } from './keyNaming.ts';
import { type Assignment, type KeyReport, matchKeys, type ShapeMismatch } from './matchKeys.ts';
import { invertAxes, permuteAxes } from './permuteAxes.ts';
import { refuseMisfit } from './refuseMisfit.ts';
import { stemLayers } from './stem.ts';
import { type TorchParameter, torchParameters } from './torchParameters.ts';

/** Options of {@link loadWeights}. */
export interface LoadWeightsOptions extends ReadOptions, KeyOptions, AdaptOptions {
	/** Which dict of a PyTorch file holds the weights, where there are several. */
	readonly key?: TorchCheckpointOptions['key'];
	/** Whether anything that does not fit is an error, before anything is loaded. True by default. */
	readonly strict?: boolean;
}

const neverRuns = (model: tf.LayersModel): ((key: string) => boolean) => {
	const known = knownConfig(model);
	return (known && families[known.name].neverRun) ?? (() => false);
};

/** The checkpoint's tensors under the model's keys, by the naming that was told or that fits. */
function fitToModel(
	model: tf.LayersModel,
	checkpoint: ReadonlyMap<string, CheckpointTensor>,
	{ stripPrefix, rename, naming }: KeyOptions,
): FittedKeys {
	const known = new Set(torchParameters(model).flatMap(({ key, aliases }) => [key, ...aliases]));
	const under = (bound: BoundNaming): FittedKeys => ({
		...fitKeys(checkpoint, known, { stripPrefix, rename: bound.ours }),
		naming: bound.name,
	});
	if (naming !== undefined) return under(findNaming(model, naming));
	const own = fitKeys(checkpoint, known, { stripPrefix, rename });
	const fits = ({ tensors }: FittedKeys): boolean => [...tensors.keys()].some((key) => known.has(key));
	if (rename || fits(own)) return own;
	return namingsOf(model).map(under).find(fits) ?? own;
}

/** What the caller could ask for, where that would make every shape fit. */
function hintFor(
	mismatched: readonly ShapeMismatch[],
	parameters: readonly TorchParameter[],
	context: AdaptContext,
): string {
	const all = { ...context, options: { ...context.options, interpolatePositions: true, adaptStem: true } };
	const byKey = new Map(parameters.map((parameter) => [parameter.key, parameter]));
	const hows = mismatched.map(({ key, found }) => adaptTensor(byKey.get(key)!, found, all)?.how);
	const options = new Set(hows.map((how) => (how === 'stem' ? 'adaptStem' : 'interpolatePositions')));
	if (hows.length > 0 && hows.every((how) => how !== undefined))
		return `; ${[...options].join(' and ')} would fit the shapes`;
	const open = mismatched.filter(({ key }) => byKey.get(key)!.grid);
	if (open.length === 0) return '';
	return '; tables of positions need sourceGrid or sourceWindow where theirs is no cube or square';
}

async function assign({ parameter, adaptation }: Assignment, { values }: CheckpointTensor): Promise<void> {
	const { variable, axes, dtype } = parameter;
	const shape = variable.shape as number[];
	if (adaptation && !adaptation.convert) return;
	let ours: Float32Array | Int32Array;
	if (dtype === 'I64') ours = Int32Array.from(values as ArrayLike<number | bigint>, Number);
	else ours = values instanceof Float32Array ? values : Float32Array.from(values as Float64Array, Number);
	if (adaptation?.convert) ours = await adaptation.convert(ours as Float32Array);
	const laidOut = permuteAxes(
		ours,
		axes.map((axis) => shape[axis]!),
		invertAxes(axes),
	);
	tf.tidy(() => {
		variable.write(tf.tensor(laidOut, shape, variable.dtype as 'float32' | 'int32'));
	});
}

/**
 * Loads weights that carry PyTorch's names and layouts, from a file of ours or of PyTorch alike.
 *
 * A tied tensor may stand under any of its keys; whole numbers stay whole; F16, BF16 and F64 become float32.
 *
 * @param source safetensors or a PyTorch file as a path (Node), URL, Blob or bytes, or the tensors themselves by name.
 * @returns which keys were loaded, which were fitted first and how, and which not and why.
 * @throws ModelError if `strict` and a key is missing, unexpected or of another shape, or copies of a tied tensor
 *   differ; then nothing was loaded.
 * @throws CheckpointError if the file cannot be read. The signal's reason if it is aborted; between two tensors the
 *   model then holds some of the weights.
 */
export async function loadWeights(
	model: tf.LayersModel,
	source: CheckpointSource | ReadonlyMap<string, CheckpointTensor>,
	options: LoadWeightsOptions = {},
): Promise<KeyReport> {
	const { strict = true, signal } = options;
	signal?.throwIfAborted();
	const reading = { key: options.key, signal, onProgress: options.onProgress, sha256: options.sha256 };
	const checkpoint = source instanceof Map ? source : await readWeights(source as CheckpointSource, reading);
	const parameters = torchParameters(model);
	const fitted = fitToModel(model, checkpoint, options);
	const context = { options, stem: stemLayers(model), inChannels: model.inputs[0]!.shape.at(-1)! };
	const { report, assignments } = matchKeys(parameters, fitted, neverRuns(model), context);
	if (strict) refuseMisfit(report, hintFor(report.mismatched, parameters, context));
	for (const assignment of assignments) {
		signal?.throwIfAborted();
		await assign(assignment, fitted.tensors.get(assignment.source)!);
	}
	return report;
}
