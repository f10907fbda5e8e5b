import '@unetr/backend-simd';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complexity } from './complexity.ts';
import { segResNet } from './segResNet/segResNet.ts';
import { setr } from './setr/setr.ts';
import { swinUnetr } from './swinUnetr/swinUnetr.ts';
import {
	expectGradients,
	expectLogits,
	loadRecipe,
	type RecipeRow,
	recipeVolume,
} from './testing/recipeFixture.ts';
import { unet3d } from './unet3d/unet3d.ts';
import { unetr } from './unetr/unetr.ts';
import { stateDict } from './weights/stateDict.ts';

/** A network of two dimensions, run by `make_planes.py` with PyTorch in float64. */
interface Fixture {
	readonly shape: number[];
	readonly recipe: RecipeRow[];
	readonly outputs: number[][];
	readonly macs: number;
	readonly loss: number;
	readonly gradientNorms: Record<string, number>;
}

const file = new URL('../../../tooling/fixtures/unets/planes.json', import.meta.url);
const { every, ...fixtures } = JSON.parse(readFileSync(file, 'utf8')) as Record<Name, Fixture> & {
	every: number;
};

type Name = keyof typeof builders;
type ImgSize = [number, number];

const common = { spatialDims: 2, inChannels: 2, outChannels: 3, seed: null } as const;
const transformer = { hiddenSize: 24, mlpDim: 32, numHeads: 2, numLayers: 4 } as const;
const dynUnet = {
	variant: 'dynUnet',
	kernelSize: [3, [3, 1], 3, 3],
	strides: [1, 2, [2, 1], 2],
	filters: [4, 6, 8, 10],
	deepSupervision: true,
} as const;
const basicUnet = { variant: 'basicUnet', features: [4, 4, 6, 8, 10, 4] } as const;
const shallow = { blocksDown: [1, 1], blocksUp: [1] } as const;
const swin = { featureSize: 4, depths: [2, 2, 1, 1], numHeads: [1, 2, 2, 4], windowSize: 3 } as const;
const builders = {
	unet: (imgSize: ImgSize) =>
		unet3d({ variant: 'unet', ...common, imgSize, channels: [4, 6, 8], strides: [2, [2, 1]] }),
	basicUnet: (imgSize: ImgSize) => unet3d({ ...basicUnet, ...common, imgSize, upsample: 'nontrainable' }),
	basicUnetDeconv: (imgSize: ImgSize) => unet3d({ ...basicUnet, ...common, imgSize }),
	dynUnet: (imgSize: ImgSize) => unet3d({ ...dynUnet, ...common, imgSize }),
	dynUnetResidual: (imgSize: ImgSize) => unet3d({ ...dynUnet, ...common, imgSize, resBlock: true }),
	segResNet: (imgSize: ImgSize) => segResNet({ ...common, ...shallow, imgSize }),
	segResNetDeconv: (imgSize: ImgSize) =>
		segResNet({ ...common, ...shallow, imgSize, upsampleMode: 'deconv' }),
	unetr: (imgSize: ImgSize) => unetr({ ...common, ...transformer, imgSize, featureSize: 2 }),
	unetrPerceptron: (imgSize: ImgSize) =>
		unetr({
			...{ ...common, ...transformer, imgSize, featureSize: 2, projType: 'perceptron' },
			...{ posEmbedType: 'sincos', convBlock: false, resBlock: false, qkvBias: true },
		}),
	setrPup: (imgSize: ImgSize) =>
		setr({ ...common, ...transformer, imgSize, patchSize: 4, decoder: 'pup', decoderChannels: 8 }),
	setrMla: (imgSize: ImgSize) =>
		setr({ ...common, ...transformer, imgSize, patchSize: 4, decoder: 'mla', decoderChannels: 8 }),
	swinUnetr: (imgSize: ImgSize) => swinUnetr({ ...common, ...swin, imgSize }),
	swinUnetrV2: (imgSize: ImgSize) => swinUnetr({ ...common, ...swin, imgSize, useV2: true }),
	torchioUnet: (imgSize: ImgSize) =>
		unet3d({ variant: 'torchioUnet', ...common, imgSize, outChannelsFirstLayer: 4 }),
};
const names = Object.keys(builders) as Name[];
const build = (name: Name): tf.LayersModel => builders[name](fixtures[name].shape.slice(2) as ImgSize);

it.each(names)('%s has the state dict of PyTorch, shape by shape, and multiplies as often', async (name) => {
	const model = build(name);
	const state = await stateDict(model);
	const shapes = [...state].map(([key, { shape }]) => [key, shape]);
	const theirs = fixtures[name].recipe.map(([key, shape]) => [key, shape]);
	expect(Object.fromEntries(shapes)).toEqual(Object.fromEntries(theirs));
	expect(complexity(model).macs).toBe(fixtures[name].macs);
	model.dispose();
});

describe.each(['cpu', 'simd'])('networks of two dimensions on %s', (backend) => {
	beforeAll(() => useBackend(backend));
	afterAll(() => useBackend('cpu'));

	it.each(names)('%s gives logits, loss and gradients of PyTorch', async (name) => {
		const model = build(name);
		const { shape, recipe, outputs, loss, gradientNorms } = fixtures[name];
		await loadRecipe(model, recipe);
		const { value, grads } = tf.variableGrads(() => {
			const image = recipeVolume(`planes/${name}/x`, shape, 2);
			const terms = [model.apply(image, { training: true }) as tf.Tensor].flat().map((logits, n) => {
				expect(logits.shape).toEqual([shape[0], ...shape.slice(2), 1, 3]);
				expectLogits(logits, outputs[n]!, every);
				const cotangent = recipeVolume(`planes/${name}/cotangent${n}`, [shape[0]!, 3, ...shape.slice(2)], 1);
				return tf.mean(tf.mul(logits, cotangent));
			});
			expect(terms).toHaveLength(outputs.length);
			return tf.addN(terms) as tf.Scalar;
		});
		expect(Math.abs(value.dataSync()[0]! - loss)).toBeLessThan(1e-6);
		expectGradients(model, grads, gradientNorms);
		tf.dispose([value, grads]);
		model.dispose();
	});
});
