import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { PerAxis } from '@unetr/blocks';
import type { CheckpointTensor } from '@unetr/checkpoint';
import { channelsLast, maxAbsOverMax, permute, recipe, unit } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
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

const file = new URL('../../../../tooling/fixtures/unets/nnunet.json', import.meta.url);
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Fixture;
const countOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

function build(overrides: Partial<DynUnetConfig> = {}): tf.LayersModel {
	const { shape, features, strides, kernels } = fixture;
	return unet3d({
		variant: 'dynUnet',
		...{ inChannels: 2, outChannels: 3, imgSize: shape.slice(2) as [number, number, number], seed: null },
		...{ kernelSize: kernels, strides, filters: features },
		...nnunetOptions({ kernelSize: kernels }),
		...overrides,
	});
}

/** The state dict under nnU-Net's keys, duplicates too. */
function state(): Map<string, CheckpointTensor> {
	const recipes = new Map(fixture.recipe.map((row) => [row[0], row]));
	return new Map(
		Object.entries(fixture.keys).map(([key, first]) => {
			const [, shape, offset, scale] = recipes.get(first)!;
			return [key, { dtype: 'F32', shape, values: recipe(first, countOf(shape), offset, scale) }] as const;
		}),
	);
}

const options = { strides: fixture.strides };

describe("nnU-Net's keys", () => {
	const model = build();
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

describe('weights of nnU-Net give its logits', () => {
	const image = (): tf.Tensor => {
		const values = unit('nnunet/x', countOf(fixture.shape)).map((value) => 2 * value);
		const last = channelsLast({ values, shape: fixture.shape });
		return tf.tensor(last.values, last.shape);
	};
	const load = async (model: tf.LayersModel): Promise<tf.Tensor[]> => {
		const theirs = state();
		const renamed = torchParameters(model).map(({ key }) => {
			const [first] = nnunetKeys(key, options);
			return [key, theirs.get(first!)!] as const;
		});
		await loadWeights(model, new Map(renamed));
		return [model.predict(image()) as tf.Tensor | tf.Tensor[]].flat();
	};
	const expectLogits = (logits: tf.Tensor, expected: readonly number[]): void => {
		const values = permute(logits.dataSync() as Float32Array, logits.shape, [0, 4, 1, 2, 3]);
		const picked = values.filter((_, at) => at % fixture.every === 0);
		expect(maxAbsOverMax(picked, Float32Array.from(expected))).toBeLessThan(1e-5);
	};
	it('with all heads', async () => {
		const outputs = await load(build());
		expect(outputs).toHaveLength(fixture.outputs.length);
		outputs.forEach((logits, index) => {
			expectLogits(logits, fixture.outputs[index]!);
		});
	});
	it('with the finest alone', async () => {
		const [logits, ...rest] = await load(build({ deepSupervision: false, deepSuprNum: 1 }));
		expect(rest).toEqual([]);
		expectLogits(logits!, fixture.outputs[0]!);
	});
	it("and the kernels on the way up are the levels' own, not those below as in MONAI", () => {
		const shapeOf = (overrides: Partial<DynUnetConfig>): unknown =>
			torchParameters(build(overrides)).find(({ key }) => key === 'upsamples.2.conv_block.conv2.conv.weight')
				?.torchShape;
		expect(shapeOf({})).toEqual([4, 4, 1, 3, 3]);
		expect(shapeOf({ upKernelSize: null })).toEqual([4, 4, 3, 3, 3]);
	});
});
