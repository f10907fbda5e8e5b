import * as tf from '@tensorflow/tfjs';
import type { CheckpointTensor } from '@unetr/checkpoint';
import { diceCrossEntropy } from '@unetr/losses';
import { adamwStep } from '@unetr/ops';
import { channelsLast, type Golden, permute, recipe, unit } from 'unetr-testkit';
import { loadWeights } from '../weights/loadWeights.ts';
import { stateDict } from '../weights/stateDict.ts';
import { torchParameters } from '../weights/torchParameters.ts';

const ADAMW = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 1e-2 };

/** What one run of the model gives, per key where it is per key, in PyTorch's layouts. */
export interface GoldenRun {
	/** Each output out of training, before the first step. */
	readonly evaluated: readonly Float32Array[];
	/** Each output in training, before the first step. */
	readonly outputs: readonly Float32Array[];
	readonly loss: number;
	readonly gradients: ReadonlyMap<string, Float32Array>;
	/** State before any step, after one forward pass in training, after one step and after three. */
	readonly states: readonly ReadonlyMap<string, CheckpointTensor>[];
	readonly leaked: number;
}

const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** The weights of a golden case, stored or by recipe; tied copies are left out, buffers keep the model's values. */
export async function goldenState(
	{ tensors, sidecar }: Golden,
	model?: tf.LayersModel,
): Promise<Map<string, CheckpointTensor>> {
	const own = model ? await stateDict(model) : new Map<string, CheckpointTensor>();
	const state = new Map<string, CheckpointTensor>();
	for (const [key, shape, offset, scale, tied] of sidecar.recipe) {
		if (tied) continue;
		if (offset === null) {
			state.set(key, own.get(key)!);
			continue;
		}
		const stored = tensors.get(`state/${key}`);
		const values = stored?.values ?? recipe(key, countOf(shape), offset, scale);
		state.set(key, { dtype: 'F32', shape, values });
	}
	return state;
}

/** A tensor of PyTorch with its channels last; tokens as they are. */
function toOurs(values: Float32Array, shape: readonly number[]): tf.Tensor {
	if (shape.length !== 5) return tf.tensor(values, [...shape]);
	const last = channelsLast({ values, shape });
	return tf.tensor(last.values, last.shape);
}

function imageOf({ entry, tensors }: Golden): tf.Tensor {
	const name = entry.id.replace('models/', '');
	const stored = tensors.get('x');
	const shape: number[] = entry.input_shape;
	const values = stored
		? stored.values.map((value) => value * (entry.x_scale ?? 1))
		: unit(`${name}/x`, countOf(shape)).map((value) => 2 * value);
	return toOurs(values, shape);
}

function labelOf({ entry, tensors }: Golden): tf.TensorBuffer<tf.Rank.R5, 'int32'> {
	const name = entry.id.replace('models/', '');
	const [batch, , ...space] = entry.input_shape as number[];
	const shape = [batch!, 1, ...space];
	const values =
		tensors.get('label')?.values ??
		unit(`${name}/label`, countOf(shape)).map((value) => Math.floor((value + 1) * 1.5));
	const last = channelsLast({ values, shape });
	const extents = [...last.shape] as [number, number, number, number, number];
	return tf.buffer(extents, 'int32', Int32Array.from(last.values));
}

/** Every s-th voxel of each axis, for a map that is s times coarser. */
function strided(label: tf.TensorBuffer<tf.Rank.R5, 'int32'>, space: readonly number[]): tf.Tensor {
	const [batch, ...extents] = label.shape;
	const steps = space.map((extent, axis) => extents[axis]! / extent);
	const picked = tf.buffer([batch, ...space, 1], 'int32');
	for (let n = 0; n < picked.size; n++) {
		const [b, ...at] = picked.indexToLoc(n) as [number, number, number, number];
		const [i, j, k] = steps.map((step, axis) => step * at[axis]!) as [number, number, number];
		picked.values[n] = label.get(b, i, j, k, 0);
	}
	return picked.toTensor();
}

/** The case's loss of the model's outputs, finest first. */
function lossOf(golden: Golden): (outputs: readonly tf.Tensor[]) => tf.Scalar {
	const { loss } = golden.entry as unknown as { loss: string };
	if (loss.startsWith('sum_i mean(')) {
		return (outputs) => {
			const terms = outputs.map((output, i) => {
				const shape = output.rank === 5 ? [0, 4, 1, 2, 3].map((axis) => output.shape[axis]!) : output.shape;
				const stored = golden.tensors.get(`cot${i}`);
				return tf.mean(tf.mul(output, toOurs(stored?.values ?? unit(`cot${i}`, output.size), shape)));
			});
			return tf.addN(terms) as tf.Scalar;
		};
	}
	const label = labelOf(golden);
	const dice = diceCrossEntropy();
	return (outputs) => {
		const shares = outputs.map((_, i) => 2 ** -i);
		const total = shares.reduce((sum, share) => sum + share, 0);
		const terms = outputs.map((output, i) =>
			tf.mul(dice(strided(label, output.shape.slice(1, 4)), output), shares[i]! / total),
		);
		return tf.addN(terms) as tf.Scalar;
	};
}

const listOf = (outputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] => [outputs].flat();

/** Outputs in PyTorch's layout; the tensors are freed. */
async function toTorch(outputs: readonly tf.Tensor[]): Promise<Float32Array[]> {
	const read = outputs.map(async (output) => {
		const values = (await output.data()) as Float32Array;
		return output.rank === 5 ? permute(values, output.shape, [0, 4, 1, 2, 3]) : values.slice();
	});
	const values = await Promise.all(read);
	tf.dispose([...outputs]);
	return values;
}

/** Stands beside the parameters' names, of which none is empty. */
const LOSS = '';

type Moments = Map<string, [tf.Tensor, tf.Tensor]>;

/** One AdamW step on every parameter; returns its gradients. */
async function trainStep(
	model: tf.LayersModel,
	lossNow: () => tf.Scalar,
	moments: Moments,
	step: number,
): Promise<{ loss: number; gradients: Map<string, Float32Array> }> {
	const kept: tf.NamedTensorMap = tf.tidy(() => {
		const { value, grads } = tf.variableGrads(lossNow);
		const found: tf.NamedTensorMap = {};
		for (const { key, variable, isBuffer } of torchParameters(model)) {
			const grad = grads[variable.name];
			if (isBuffer || !grad) continue;
			found[key] = grad;
			const [m, v] = moments.get(key) ?? [tf.zerosLike(grad), tf.zerosLike(grad)];
			const [next, nextM, nextV] = adamwStep(variable.read(), grad, m, v, { ...ADAMW, step });
			variable.write(next);
			tf.dispose([m, v]);
			moments.set(key, [tf.keep(nextM), tf.keep(nextV)]);
		}
		return { ...found, [LOSS]: value };
	});
	const gradients = new Map<string, Float32Array>();
	for (const { key, variable, axes } of torchParameters(model)) {
		const grad = kept[key];
		if (grad) gradients.set(key, permute(await grad.data<'float32'>(), variable.shape as number[], axes));
	}
	const [loss] = await kept[LOSS]!.data();
	tf.dispose(kept);
	return { loss: loss!, gradients };
}

/** Builds a golden's model, loads its weights, and takes three AdamW steps on its loss. */
export async function runGolden(
	golden: Golden,
	build: (golden: Golden) => tf.LayersModel,
): Promise<GoldenRun> {
	const before = tf.memory().numTensors;
	const model = build(golden);
	await loadWeights(model, await goldenState(golden, model));
	const image = imageOf(golden);
	const states = [await stateDict(model)];
	const run = (training: boolean): tf.Tensor[] => listOf(model.apply(image, { training }) as tf.Tensor);
	const evaluated = await toTorch(tf.tidy(() => run(false)));
	const outputs = await toTorch(tf.tidy(() => run(true)));
	states.push(await stateDict(model));
	const moments: Moments = new Map();
	let loss = Number.NaN;
	let gradients = new Map<string, Float32Array>();
	for (let step = 1; step <= 3; step++) {
		const result = await trainStep(model, () => lossOf(golden)(run(true)), moments, step);
		if (step === 1) ({ loss, gradients } = result);
		if (step !== 2) states.push(await stateDict(model));
	}
	tf.dispose([image, ...[...moments.values()].flat()]);
	model.dispose();
	return { evaluated, outputs, loss, gradients, states, leaked: tf.memory().numTensors - before };
}
