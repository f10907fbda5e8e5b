import * as tf from '@tensorflow/tfjs';
import type { CheckpointTensor } from '@unetr/checkpoint';
import { diceCrossEntropy } from '@unetr/losses';
import { adamwStep } from '@unetr/ops';
import { channelsLast, type Golden, permute, recipe } from 'unetr-testkit';
import { unetr } from '../unetr/unetr.ts';
import { loadWeights } from '../weights/loadWeights.ts';
import { stateDict } from '../weights/stateDict.ts';
import { torchParameters } from '../weights/torchParameters.ts';

const ADAMW = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 1e-2 };

/** What one run of the model gives, per key where it is per key, in PyTorch's layouts. */
export interface GoldenRun {
	readonly logits: Float32Array;
	readonly loss: number;
	readonly gradients: ReadonlyMap<string, Float32Array>;
	/** Weights before any step, after one and after three. */
	readonly weights: readonly ReadonlyMap<string, CheckpointTensor>[];
	readonly leaked: number;
}

/** The weights of a golden case, stored or by recipe. */
export function goldenState({ tensors, sidecar }: Golden): Map<string, CheckpointTensor> {
	const state = new Map<string, CheckpointTensor>();
	for (const [key, shape, offset, scale] of sidecar.recipe as [string, number[], number, number][]) {
		const stored = tensors.get(`state/${key}`);
		const count = shape.reduce((product, size) => product * size, 1);
		state.set(key, { dtype: 'F32', shape, values: stored?.values ?? recipe(key, count, offset, scale) });
	}
	return state;
}

/** The model of a golden case, without weights. */
export function buildGolden({ entry }: Golden): tf.LayersModel {
	const { args } = entry;
	return unetr({
		inChannels: args.in_channels,
		outChannels: args.out_channels,
		imgSize: args.img_size,
		featureSize: args.feature_size,
		hiddenSize: args.hidden_size,
		mlpDim: args.mlp_dim,
		numHeads: args.num_heads,
		projType: args.proj_type,
		convBlock: args.conv_block,
		resBlock: args.res_block,
		qkvBias: args.qkv_bias,
		seed: null,
	});
}

function inputsOf({ entry, tensors }: Golden): { image: tf.Tensor; label: tf.Tensor } {
	const x = channelsLast(tensors.get('x')!);
	const label = channelsLast(tensors.get('label')!);
	return {
		image: tf.tensor(
			x.values.map((value) => value * entry.x_scale),
			x.shape,
		),
		label: tf.tensor(label.values, label.shape, 'int32'),
	};
}

type Moments = Map<string, [tf.Tensor, tf.Tensor]>;

/** One AdamW step on every variable; returns its gradients. */
function trainStep(
	model: tf.LayersModel,
	lossOf: () => tf.Scalar,
	moments: Moments,
	step: number,
): { loss: number; grads: Map<string, Float32Array> } {
	const gradients = new Map<string, Float32Array>();
	let loss = Number.NaN;
	tf.tidy(() => {
		const { value, grads } = tf.variableGrads(lossOf);
		loss = value.dataSync()[0]!;
		for (const { key, variable, axes } of torchParameters(model)) {
			const grad = grads[variable.name]!;
			gradients.set(key, permute(grad.dataSync(), variable.shape as number[], axes));
			const [m, v] = moments.get(key) ?? [tf.zerosLike(grad), tf.zerosLike(grad)];
			const [next, nextM, nextV] = adamwStep(variable.read(), grad, m, v, { ...ADAMW, step });
			variable.write(next);
			tf.dispose([m, v]);
			moments.set(key, [tf.keep(nextM), tf.keep(nextV)]);
		}
	});
	return { loss, grads: gradients };
}

/** Builds a golden UNETR, loads its weights, and takes three AdamW steps on its Dice plus cross entropy. */
export async function runGolden(golden: Golden): Promise<GoldenRun> {
	const before = tf.memory().numTensors;
	const model = buildGolden(golden);
	await loadWeights(model, goldenState(golden));
	const { image, label } = inputsOf(golden);
	const lossOf = diceCrossEntropy();
	const forward = (): tf.Tensor => model.apply(image, { training: true }) as tf.Tensor;
	const predicted = model.predict(image) as tf.Tensor;
	const logits = permute(predicted.dataSync(), predicted.shape, [0, 4, 1, 2, 3]);
	predicted.dispose();
	const moments: Moments = new Map();
	const weights = [await stateDict(model)];
	let loss = Number.NaN;
	let gradients = new Map<string, Float32Array>();
	for (let step = 1; step <= 3; step++) {
		const result = trainStep(model, () => lossOf(label, forward()), moments, step);
		if (step === 1) ({ loss, grads: gradients } = result);
		if (step !== 2) weights.push(await stateDict(model));
	}
	tf.dispose([image, label, ...[...moments.values()].flat()]);
	model.dispose();
	return { logits, loss, gradients, weights, leaked: tf.memory().numTensors - before };
}
