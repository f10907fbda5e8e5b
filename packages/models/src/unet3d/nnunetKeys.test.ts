import { readFileSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs';
import type { PerAxis, SpatialDims } from '@unetr/blocks';
import type { CheckpointTensor } from '@unetr/checkpoint';
import { recipe } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { expectLogits, recipeVolume } from '../testing/recipeFixture.ts';
import { loadWeights } from '../weights/loadWeights.ts';
import { torchParameters } from '../weights/torchParameters.ts';
import type { DynUnetConfig } from './dynUnetConfig.ts';
import { isNnunetHead, nnunetKeys, nnunetOptions } from './nnunetKeys.ts';
import { unet3d } from './unet3d.ts';

/** Made by `make_nnunet.py`, with PyTorch in float64. */
interface Fixture {
	readonly every: number;
	readonly shape: number[];
	readonly features: number[];
	readonly strides: PerAxis[];
	readonly kernels: PerAxis[];
	readonly recipe: [key: string, shape: number[], offset: number, scale: number][];
	/** Each key of the state dict, and the first key under which it holds the same tensor. */
	readonly keys: Record<string, string>;
	readonly outputs: number[][];
}

const read = (name: string): Fixture => {
	const file = new URL(`../../../../tooling/fixtures/unets/${name}.json`, import.meta.url);
	return JSON.parse(readFileSync(file, 'utf8')) as Fixture;
};
const countOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

const fixtures = { nnunet: read('nnunet'), nnunet2d: read('nnunet2d') };

function build(fixture: Fixture, overrides: Partial<DynUnetConfig> = {}): tf.LayersModel {
	const { shape, features, strides, kernels } = fixture;
	const spatialDims = (shape.length - 2) as SpatialDims;
	return unet3d({
		variant: 'dynUnet',
		...{ inChannels: 2, outChannels: 3, imgSize: shape.slice(2) as [number, number, number], spatialDims },
		...{ kernelSize: kernels, strides, filters: features, seed: null },
		...nnunetOptions({ kernelSize: kernels }),
		...overrides,
	});
}

/** The state dict under nnU-Net's keys, duplicates too. */
function state(fixture: Fixture): Map<string, CheckpointTensor> {
	const recipes = new Map(fixture.recipe.map((row) => [row[0], row]));
	return new Map(
		Object.entries(fixture.keys).map(([key, first]) => {
			const [, shape, offset, scale] = recipes.get(first)!;
			return [key, { dtype: 'F32', shape, values: recipe(first, countOf(shape), offset, scale) }] as const;
		}),
	);
}

describe.each(Object.values(fixtures))("nnU-Net's keys for images of $shape", (fixture) => {
	const options = { strides: fixture.strides };
	const model = build(fixture);
	const ours = torchParameters(model);

	it('are those that our keys give, each once', () => {
		const given = ours.flatMap(({ key }) => nnunetKeys(key, options));
		expect(given.toSorted()).toEqual(Object.keys(fixture.keys).toSorted());
	});
	it('have the canonical one first, with our shape', () => {
		const shapes = new Map(fixture.recipe.map(([key, shape]) => [key, shape]));
		for (const { key, torchShape } of ours) {
			const [first, ...twins] = nnunetKeys(key, options);
			expect(shapes.get(first!), key).toEqual(torchShape);
			for (const twin of twins) expect(fixture.keys[twin], twin).toBe(first);
		}
	});
	it('are none for tensors that either side does not have', () => {
		expect(nnunetKeys('input_block.conv3.conv.weight', options)).toEqual([]);
		expect(nnunetKeys('vit.norm.weight', options)).toEqual([]);
		expect(nnunetKeys('upsamples.0.resize.weight', options)).toEqual([]);
	});
	it('of the heads but the finest are told apart', () => {
		const heads = Object.keys(fixture.keys).filter((key) => isNnunetHead(key, fixture.strides.length));
		expect(heads).toEqual([
			'decoder.seg_layers.0.weight',
			'decoder.seg_layers.0.bias',
			'decoder.seg_layers.1.weight',
			'decoder.seg_layers.1.bias',
		]);
	});
});

describe.each(Object.entries(fixtures))('weights of %s give its logits', (name, fixture) => {
	const options = { strides: fixture.strides };
	const image = (): tf.Tensor => recipeVolume(`${name}/x`, fixture.shape, 2);
	const load = async (model: tf.LayersModel): Promise<tf.Tensor[]> => {
		const theirs = state(fixture);
		const renamed = torchParameters(model).map(({ key }) => {
			const [first] = nnunetKeys(key, options);
			return [key, theirs.get(first!)!] as const;
		});
		await loadWeights(model, new Map(renamed));
		return [model.predict(image()) as tf.Tensor | tf.Tensor[]].flat();
	};
	it('with all heads', async () => {
		const outputs = await load(build(fixture));
		expect(outputs).toHaveLength(fixture.outputs.length);
		outputs.forEach((logits, index) => {
			expectLogits(logits, fixture.outputs[index]!, fixture.every);
		});
	});
	it('with the finest alone', async () => {
		const [logits, ...rest] = await load(build(fixture, { deepSupervision: false, deepSuprNum: 1 }));
		expect(rest).toEqual([]);
		expectLogits(logits!, fixture.outputs[0]!, fixture.every);
	});
});

describe('kernels on the way up', () => {
	it("are the levels' own in nnU-Net, not those below as in MONAI", () => {
		const shapeOf = (overrides: Partial<DynUnetConfig>): unknown =>
			torchParameters(build(fixtures.nnunet, overrides)).find(
				({ key }) => key === 'upsamples.2.conv_block.conv2.conv.weight',
			)?.torchShape;
		expect(shapeOf({})).toEqual([4, 4, 1, 3, 3]);
		expect(shapeOf({ upKernelSize: null })).toEqual([4, 4, 3, 3, 3]);
	});
});
