import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { channelsLast, maxAbsOverMax, permute, recipe, unit } from 'unetr-testkit';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { BlockError } from './blockError.ts';
import { type ConvEncoderConfig, convEncoder, type StageBlock } from './convEncoder.ts';
import type { FeatureLevel, FeaturePyramid } from './featurePyramid.ts';
import type { SpatialDims, TorchAxes } from './layerConfig.ts';
import { medNextUp } from './medNextBlock.ts';

/** Made by `make_encoder_blocks.py`, with PyTorch in float64. */
interface Fixture {
	readonly shape: number[];
	readonly recipe: [key: string, shape: number[], offset: number, scale: number][];
	readonly outputs: number[][];
	readonly outputShapes: number[][];
	readonly gradientNorms: Record<string, number>;
}

const file = new URL('../../../tooling/fixtures/unets/encoderBlocks.json', import.meta.url);
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Record<keyof typeof networks, Fixture> & {
	every: number;
};

const seedOf = (name: string): number => name.length;
const affine = { name: 'instance', affine: true } as const;

function medNext(image: tf.SymbolicTensor, spatialDims: SpatialDims): tf.SymbolicTensor[] {
	const { levels } = convEncoder(image, {
		...{ strides: [1, 2], filters: [4, 6], kernelSizes: [3, 5], blocksPerStage: [2, 1] },
		...{ block: 'medNext', expansionRatio: 3, normName: 'group', seedOf, spatialDims },
	});
	const features = levels.map((level: FeatureLevel) => level.features);
	const config = { seedOf, expansionRatio: 3, spatialDims };
	const up = medNextUp(features[1]!, 'up', { filters: 4, strides: 2 }, config);
	return [...features, up];
}

function resEnc(image: tf.SymbolicTensor, spatialDims: SpatialDims): tf.SymbolicTensor[] {
	const uneven: Pick<ConvEncoderConfig, 'strides' | 'kernelSizes'> =
		spatialDims === 2
			? { strides: [1, [1, 2], 2], kernelSizes: [3, 3, 3] }
			: { strides: [1, [1, 2, 2], [2, 2, 1]], kernelSizes: [[3, 3, 1], 3, 3] };
	const { levels } = convEncoder(image, {
		...{ ...uneven, filters: [4, 6, 6], spatialDims },
		...{ blocksPerStage: [1, 2, 1], block: 'resEnc', normName: affine, convBias: true, seedOf },
	});
	return levels.map((level: FeatureLevel) => level.features);
}

const networks = {
	medNext: (image: tf.SymbolicTensor) => medNext(image, 3),
	resEnc: (image: tf.SymbolicTensor) => resEnc(image, 3),
	medNext2d: (image: tf.SymbolicTensor) => medNext(image, 2),
	resEnc2d: (image: tf.SymbolicTensor) => resEnc(image, 2),
};

const countOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

function volume(name: string, shape: readonly number[], scale: number): tf.Tensor {
	const values = unit(name, countOf(shape)).map((value) => scale * value);
	const last = channelsLast({ values, shape: shape.length === 4 ? [...shape, 1] : shape });
	return tf.tensor(last.values, last.shape);
}

/** Variables by PyTorch's key, filled by the recipe. */
function filled(model: tf.LayersModel, recipes: Fixture['recipe']): Map<string, tf.LayerVariable> {
	const variables = new Map<string, tf.LayerVariable>();
	const axesOf = new Map<string, readonly number[]>();
	for (const layer of model.layers) {
		for (const variable of layer.weights) {
			const name = variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1);
			variables.set(`${layer.name}.${name}`, variable);
			const axes = (layer as unknown as { torchAxes?: TorchAxes }).torchAxes?.[name];
			if (axes) axesOf.set(`${layer.name}.${name}`, axes);
		}
	}
	expect([...variables.keys()].toSorted()).toEqual(recipes.map(([key]) => key).toSorted());
	for (const [key, shape, offset, scale] of recipes) {
		const variable = variables.get(key)!;
		const all = variable.shape.map((_, axis) => axis);
		const theirs = axesOf.get(key) ?? all;
		expect(theirs.map((axis) => variable.shape[axis])).toEqual(shape);
		// Axes that PyTorch does not have are one voxel long, so they may stand last.
		const axes = [...theirs, ...all.filter((axis) => !theirs.includes(axis))];
		const back = all.map((axis) => axes.indexOf(axis));
		const whole = axes.map((axis) => variable.shape[axis]!);
		const values = permute(recipe(key, countOf(shape), offset, scale), whole, back);
		variable.write(tf.tensor(values, variable.shape as number[]));
	}
	return variables;
}

describe.each(Object.keys(networks) as (keyof typeof networks)[])('%s', (name) => {
	const { shape, recipe: recipes, outputs, outputShapes, gradientNorms } = fixture[name];
	const [, channels, i, j, k = 1] = shape as [number, number, number, number, number?];
	const image = tf.input({ shape: [i, j, k, channels] });
	const model = tf.model({ inputs: image, outputs: networks[name](image) });
	const variables = filled(model, recipes);

	it('gives the levels and the gradients of PyTorch', () => {
		const { grads } = tf.variableGrads(() => {
			const input = volume(`encoder_blocks/${name}/x`, shape, 2);
			const levels = model.apply(input, { training: true }) as tf.Tensor[];
			const terms = levels.map((level, index) => {
				const values = permute(level.dataSync() as Float32Array, level.shape, [0, 4, 1, 2, 3]);
				const picked = values.filter((_, at) => at % fixture.every === 0);
				expect(maxAbsOverMax(picked, Float32Array.from(outputs[index]!))).toBeLessThan(1e-5);
				const cotangent = volume(`encoder_blocks/${name}/cotangent${index}`, outputShapes[index]!, 1);
				expect(level.shape).toEqual(cotangent.shape);
				return tf.mean(tf.mul(level, cotangent));
			});
			return tf.addN(terms) as tf.Scalar;
		});
		const largest = Math.max(...Object.values(gradientNorms));
		for (const [key, expected] of Object.entries(gradientNorms)) {
			const norm = tf.norm(grads[variables.get(key)!.name]!).dataSync()[0]!;
			// A bias before a norm has no true gradient: rounding alone, small against the others.
			expect(Math.abs(norm - expected), key).toBeLessThan(Math.max(1e-4 * expected, 1e-6 * largest));
		}
	});
});

describe('levels', () => {
	const image = tf.input({ shape: [8, 16, 8, 1] });
	const config = { filters: [2, 4, 6], normName: affine, seedOf } as const;
	const blocks: StageBlock[] = ['plain', 'residual', 'resEnc', 'medNext'];
	it.each(blocks)('of %s blocks have the scales of the strides', (block) => {
		const { levels } = convEncoder(image, { ...config, block, strides: [1, [2, 2, 1], 2] });
		const described = levels.map(({ scale, channels }: FeatureLevel) => [...scale, channels]);
		expect(described).toEqual([
			[1, 1, 1, 2],
			[2, 2, 1, 4],
			[4, 4, 2, 6],
		]);
	});
	it('have literal scales where strides are literal', () => {
		const pyramid = convEncoder(image, { ...config, strides: [1, 2, 2] });
		expectTypeOf(pyramid).toEqualTypeOf<FeaturePyramid<readonly [1, 2, 4]>>();
		const uneven = convEncoder(image, { ...config, strides: [1, [1, 2, 2], 2] });
		expectTypeOf(uneven).toEqualTypeOf<FeaturePyramid<readonly number[]>>();
	});
	it('of several blocks number them', () => {
		const { levels } = convEncoder(image, { ...config, strides: [1, 2, 2], blocksPerStage: [1, 2, 1] });
		const model = tf.model({ inputs: image, outputs: levels[2].features });
		const names = model.layers.map((layer) => layer.name).filter((layer) => layer.endsWith('conv2.conv'));
		expect(names).toEqual([
			'stages.0.conv2.conv',
			'stages.1.blocks.0.conv2.conv',
			'stages.1.blocks.1.conv2.conv',
			'stages.2.conv2.conv',
		]);
	});
});

describe('refusals', () => {
	const image = tf.input({ shape: [8, 6, 8, 1] });
	const config: ConvEncoderConfig = { strides: [1, 2, 2], filters: [2, 4, 6], normName: affine, seedOf };
	it('of lists that do not have an entry for each stage', () => {
		expect(() => convEncoder(image, { ...config, filters: [2, 4] })).toThrow(BlockError);
		expect(() => convEncoder(image, { ...config, filters: [2, 4] })).toThrow(
			'filters has 2 entries for 3 strides; give one for each stage',
		);
	});
	it('of a size that does not divide, with the nearest that do', () => {
		expect(() => convEncoder(image, config)).toThrow(
			'6 voxels along axis j, which must be a multiple of the product of the strides = 4; the nearest legal ' +
				'values are 4 and 8',
		);
	});
	it('of a way up by other steps than 1 and 2', () => {
		const options = { filters: 2, strides: 3 };
		expect(() => medNextUp(image, 'up', options, { seedOf })).toThrow(/strides of 1 or 2/);
	});
});
