import '@unetr/backend-simd';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { type CheckpointTensor, readSafetensors } from '@unetr/checkpoint';
import { useBackend } from '@unetr/ops';
import { channelsLast, maxAbsOverMax, permute, recipe, sharedData, unit } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWeights } from '../weights/loadWeights.ts';
import { stateDict } from '../weights/stateDict.ts';
import { torchParameters } from '../weights/torchParameters.ts';
import { unet3d } from './unet3d.ts';

/** Made by the script beside it, with PyTorch in float64. */
interface Fixture {
	readonly shape: [number, number, number, number, number];
	readonly every: number;
	readonly recipe: [key: string, shape: number[], offset: number, scale: number][];
	readonly training: number[];
	readonly evaluation: number[];
	/** Norm of each parameter's gradient, and what float32 PyTorch misses of the gradient. */
	readonly gradients: Record<string, [norm: number, float32Miss: number]>;
	readonly checkpoints: Record<string, number[]>;
}

const fixture: Fixture = JSON.parse(
	readFileSync(new URL('../../../../tooling/fixtures/unets/torchioUnet.json', import.meta.url), 'utf8'),
);
const countOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

function build(): tf.LayersModel {
	const [, , ...imgSize] = fixture.shape;
	return unet3d({ variant: 'torchioUnet', inChannels: 1, outChannels: 2, imgSize, seed: null });
}

function image(): tf.Tensor {
	const values = unit('torchio_unet/x', countOf(fixture.shape)).map((value) => 2 * value);
	const last = channelsLast({ values, shape: fixture.shape });
	return tf.tensor(last.values, last.shape);
}

/** The logits that the fixture keeps, in PyTorch's layout. */
function sampled(logits: tf.Tensor): Float32Array {
	const values = permute(logits.dataSync() as Float32Array, logits.shape, [0, 4, 1, 2, 3]);
	return values.filter((_, at) => at % fixture.every === 0);
}

function expectLogits(model: tf.LayersModel, training: boolean, expected: readonly number[]): void {
	const values = tf.tidy(() => sampled(model.apply(image(), { training }) as tf.Tensor));
	expect(values).toHaveLength(expected.length);
	expect(maxAbsOverMax(values, Float32Array.from(expected))).toBeLessThan(1e-5);
}

async function recipeModel(): Promise<tf.LayersModel> {
	const model = build();
	const state = new Map<string, CheckpointTensor>();
	for (const [key, shape, offset, scale] of fixture.recipe) {
		state.set(key, { dtype: 'F32', shape, values: recipe(key, countOf(shape), offset, scale) });
	}
	for (const [key, tensor] of await stateDict(model)) {
		if (key.endsWith('num_batches_tracked')) state.set(key, tensor);
	}
	await loadWeights(model, state);
	return model;
}

for (const backend of ['cpu', 'simd']) {
	describe(`TorchIO's U-Net on ${backend}`, () => {
		beforeAll(() => useBackend(backend));
		afterAll(() => useBackend('cpu'));

		it("gives PyTorch's logits out of training and in it", async () => {
			const model = await recipeModel();
			expectLogits(model, false, fixture.evaluation);
			expectLogits(model, true, fixture.training);
			model.dispose();
		});

		it("gives PyTorch's gradients", async () => {
			const model = await recipeModel();
			const [batch, , ...space] = fixture.shape;
			const weights = channelsLast({
				values: unit('torchio_unet/cotangent', batch * 2 * countOf(space)),
				shape: [batch, 2, ...space],
			});
			const { grads } = tf.variableGrads(() => {
				const logits = model.apply(image(), { training: true }) as tf.Tensor;
				return tf.mean(tf.mul(logits, tf.tensor(weights.values, weights.shape))) as tf.Scalar;
			});
			const parameters = torchParameters(model).filter(({ isBuffer }) => !isBuffer);
			expect(parameters.map(({ key }) => key).toSorted()).toEqual(Object.keys(fixture.gradients).toSorted());
			for (const { key, variable } of parameters) {
				const norm = tf.norm(grads[variable.name]!).dataSync()[0]!;
				const [expected, miss] = fixture.gradients[key]!;
				expect(Math.abs(norm / expected - 1), key).toBeLessThan(Math.max(8 * miss, 1e-4));
			}
			tf.dispose(grads);
			model.dispose();
		});

		for (const [file, expected] of Object.entries(fixture.checkpoints)) {
			const weights = sharedData(`weights/${file}`);
			it.skipIf(!weights)(`loads ${file} strictly and gives PyTorch's logits`, async () => {
				const model = build();
				const { missing, unexpected, mismatched, unused } = await loadWeights(model, weights!);
				expect([missing, unexpected, mismatched, unused]).toEqual([[], [], [], []]);
				expectLogits(model, false, expected);
				model.dispose();
			});
		}
	});
}

it('knows the second keys under which the package keeps each tensor', async () => {
	const model = build();
	const state = await stateDict(model);
	const keys = [...state.keys()];
	const first = 'encoder.encoding_blocks.0.conv1';
	expect(keys.filter((key) => key.startsWith(first)).toSorted()).toEqual([
		`${first}.activation_layer.weight`,
		`${first}.block.0.bias`,
		`${first}.block.0.weight`,
		`${first}.block.1.weight`,
		`${first}.conv_layer.bias`,
		`${first}.conv_layer.weight`,
	]);
	const last = 'decoder.decoding_blocks.1.conv2';
	expect(state.get(`${last}.block.1.running_var`)).toEqual(state.get(`${last}.norm_layer.running_var`));
	expect(state.get(`${last}.block.2.weight`)).toEqual(state.get(`${last}.activation_layer.weight`));
	// 136 keys in the published files, each tensor twice.
	expect(keys).toHaveLength(136);
	const once = new Map([...state].filter(([key]) => !key.includes('.block.')));
	expect((await loadWeights(model, once)).loaded).toHaveLength(68);
	model.dispose();
});

const published = sharedData('weights/torchio_unet_patches_epoch5.safetensors');
it.skipIf(!published)('is what the published files hold, key by key', async () => {
	const ours = torchParameters(build()).map(({ key, torchShape }) => [key, [...torchShape]]);
	const theirs = [...(await readSafetensors(published!))].map(([key, { shape }]) => [key, [...shape]]);
	const byKey = (a: unknown[], b: unknown[]): number => (String(a[0]) < String(b[0]) ? -1 : 1);
	expect(ours.toSorted(byKey)).toEqual(theirs.toSorted(byKey));
});
