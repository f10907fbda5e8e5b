import '@unetr/backend-simd';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { channelsLast, maxAbsOverMax, permute, recipe, unit } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { segResNet } from '../segResNet/segResNet.ts';
import { loadWeights } from '../weights/loadWeights.ts';
import { torchParameters } from '../weights/torchParameters.ts';
import { unet3d } from './unet3d.ts';

/** Made by the script beside it, with PyTorch in float64. */
interface Fixture {
	readonly shape: [number, number, number, number, number];
	readonly recipe: [key: string, shape: number[], offset: number, scale: number][];
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

const countOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

function volume(name: string, shape: readonly number[], scale: number): tf.Tensor {
	const values = unit(name, countOf(shape)).map((value) => scale * value);
	const last = channelsLast({ values, shape });
	return tf.tensor(last.values, last.shape);
}

async function modelOf(name: Name): Promise<tf.LayersModel> {
	const model = builders[name](fixtures[name].shape.slice(2) as ImgSize);
	const state = fixtures[name].recipe.map(
		([key, shape, offset, scale]) =>
			[key, { dtype: 'F32', shape, values: recipe(key, countOf(shape), offset, scale) }] as const,
	);
	await loadWeights(model, new Map(state));
	return model;
}

describe.each(['cpu', 'simd'])("forms of MONAI's networks on %s", (backend) => {
	beforeAll(() => useBackend(backend));
	afterAll(() => useBackend('cpu'));

	it.each(Object.keys(builders) as Name[])('%s gives logits and gradients of PyTorch', async (name) => {
		const model = await modelOf(name);
		const { shape, logits: expected, gradientNorms } = fixtures[name];
		const { grads } = tf.variableGrads(() => {
			const logits = model.apply(volume(`monai_unets/${name}/x`, shape, 2), { training: true }) as tf.Tensor;
			const values = permute(logits.dataSync() as Float32Array, logits.shape, [0, 4, 1, 2, 3]);
			const picked = values.filter((_, at) => at % every === 0);
			expect(maxAbsOverMax(picked, Float32Array.from(expected))).toBeLessThan(1e-5);
			const cotangent = volume(`monai_unets/${name}/cotangent`, [shape[0], 3, ...shape.slice(2)], 1);
			return tf.mean(tf.mul(logits, cotangent)) as tf.Scalar;
		});
		const parameters = torchParameters(model);
		const largest = Math.max(...Object.values(gradientNorms));
		expect(parameters).toHaveLength(Object.keys(gradientNorms).length);
		for (const { key, variable } of parameters) {
			const error = Math.abs(tf.norm(grads[variable.name]!).dataSync()[0]! - gradientNorms[key]!);
			// A bias before a norm has no true gradient: rounding alone, small against the others.
			expect(error, key).toBeLessThan(Math.max(1e-4 * gradientNorms[key]!, 1e-6 * largest));
		}
		tf.dispose(grads);
		model.dispose();
	});
});
