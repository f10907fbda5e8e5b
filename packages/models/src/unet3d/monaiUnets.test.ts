import '@unetr/backend-simd';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { segResNet } from '../segResNet/segResNet.ts';
import {
	expectGradients,
	expectLogits,
	loadRecipe,
	type RecipeRow,
	recipeVolume,
} from '../testing/recipeFixture.ts';
import { unet3d } from './unet3d.ts';

/** Made by the script beside it, with PyTorch in float64. */
interface Fixture {
	readonly shape: [number, number, number, number, number];
	readonly recipe: RecipeRow[];
	readonly logits: number[];
	readonly gradientNorms: Record<string, number>;
}

const file = new URL('../../../../tooling/fixtures/unets/monaiUnets.json', import.meta.url);
const { every, ...fixtures } = JSON.parse(readFileSync(file, 'utf8')) as Record<Name, Fixture> & {
	every: number;
};

type Name = keyof typeof builders;
type ImgSize = [number, number, number];

const common = { inChannels: 2, outChannels: 3, seed: null } as const;
const builders = {
	basicUnet: (imgSize: ImgSize) =>
		unet3d({
			variant: 'basicUnet',
			...{ ...common, imgSize, features: [4, 4, 6, 8, 10, 4], upsample: 'nontrainable' },
		}),
	segResNet: (imgSize: ImgSize) =>
		segResNet({ ...common, imgSize, blocksDown: [1, 1], blocksUp: [1], upsampleMode: 'deconv' }),
	unet: (imgSize: ImgSize) =>
		unet3d({
			variant: 'unet',
			...{ ...common, imgSize, channels: [4, 6, 8], strides: [2, [1, 2, 3]] },
			...{ numResUnits: 0, upKernelSize: 5, adnOrdering: 'AN' },
		}),
};

async function modelOf(name: Name): Promise<tf.LayersModel> {
	const model = builders[name](fixtures[name].shape.slice(2) as ImgSize);
	await loadRecipe(model, fixtures[name].recipe);
	return model;
}

describe.each(['cpu', 'simd'])("forms of MONAI's networks on %s", (backend) => {
	beforeAll(() => useBackend(backend));
	afterAll(() => useBackend('cpu'));

	it.each(Object.keys(builders) as Name[])('%s gives logits and gradients of PyTorch', async (name) => {
		const model = await modelOf(name);
		const { shape, logits: expected, gradientNorms } = fixtures[name];
		const { grads } = tf.variableGrads(() => {
			const image = recipeVolume(`monai_unets/${name}/x`, shape, 2);
			const logits = model.apply(image, { training: true }) as tf.Tensor;
			expectLogits(logits, expected, every);
			const cotangent = recipeVolume(`monai_unets/${name}/cotangent`, [shape[0], 3, ...shape.slice(2)], 1);
			return tf.mean(tf.mul(logits, cotangent)) as tf.Scalar;
		});
		expectGradients(model, grads, gradientNorms);
		tf.dispose(grads);
		model.dispose();
	});
});
