import * as tf from '@tensorflow/tfjs';
import { convEncoder, type FeaturePyramid, featurePyramid } from '@unetr/blocks';
import { describe, expect, it } from 'vitest';
import { DecoderError } from './decoderError.ts';
import { type UnetDecoderConfig, unetDecoder } from './unetDecoder.ts';
import type { Upsampling } from './upsampleTo.ts';

const config: UnetDecoderConfig = {
	outChannels: 3,
	featureSize: 2,
	resBlock: false,
	normName: { name: 'instance', affine: true },
	seedOf: (name) => name.length,
};

const SPACE = [8, 16, 8] as const;

/** A pyramid over an image of 8×16×8 with levels of the given steps of scale. */
function pyramid(...scales: readonly (number | readonly [number, number, number])[]): FeaturePyramid {
	const image = tf.input({ shape: [...SPACE, 1] });
	const levels = scales.map((scale, level) => {
		const space = SPACE.map((extent, axis) => extent / (typeof scale === 'number' ? scale : scale[axis]!));
		return tf.input({ shape: [...space, 3 + level] });
	});
	return featurePyramid(image, levels);
}

function build(features: FeaturePyramid, overrides: Partial<UnetDecoderConfig> = {}): tf.LayersModel {
	return tf.model({
		inputs: [features.image, ...features.levels.map((level) => level.features)],
		outputs: unetDecoder(features, { ...config, ...overrides }),
	});
}

function run(model: tf.LayersModel): tf.Tensor[] {
	const inputs = model.inputs.map(({ shape }) => tf.randomNormal([2, ...(shape.slice(1) as number[])]));
	return [model.predict(inputs) as tf.Tensor | tf.Tensor[]].flat();
}

describe("logits have the image's size", () => {
	const pyramids: readonly (readonly [string, FeaturePyramid])[] = [
		['a full hierarchy', pyramid(1, 2, 4)],
		['Swin, which starts at a half', pyramid(2, 4, 8)],
		['UNETR++, which starts at a quarter', pyramid(4, 8)],
		['unequal steps along the axes', pyramid(1, [2, 2, 1], [4, 8, 2])],
		['steps of four', pyramid(1, 4)],
		['a start that is coarse along one axis', pyramid([1, 2, 1], [2, 4, 2])],
		['one level of the image', pyramid(1)],
	];
	const ways: Upsampling[] = ['transposed', 'trilinear', 'nearest'];
	for (const [name, features] of pyramids) {
		it(`from ${name}`, () => {
			for (const upsampling of ways) {
				const model = build(features, { upsampling });
				const [logits, ...rest] = run(model);
				expect(rest).toEqual([]);
				expect(logits!.shape, upsampling).toEqual([2, ...SPACE, 3]);
				expect(logits!.shape.slice(1)).toEqual(model.outputs[0]!.shape.slice(1));
				expect([...logits!.dataSync()].every(Number.isFinite)).toBe(true);
			}
		});
	}
});

describe('what the layers are', () => {
	const shapesOf = (model: tf.LayersModel): Map<string, number[]> =>
		new Map(model.weights.map(({ originalName, shape }) => [originalName, shape as number[]]));

	it('transposed convolutions whose kernel is the step, and blocks of the joined channels', () => {
		const shapes = shapesOf(build(pyramid(1, [2, 2, 1], [4, 8, 2])));
		expect(shapes.get('upsamples.0.transp_conv.conv/weight')).toEqual([2, 4, 2, 4, 5]);
		expect(shapes.get('upsamples.0.conv_block.conv1.conv/weight')).toEqual([3, 3, 3, 8, 4]);
		expect(shapes.get('upsamples.1.transp_conv.conv/weight')).toEqual([2, 2, 1, 3, 4]);
		expect(shapes.get('output_block.conv.conv/weight')).toEqual([1, 1, 1, 3, 3]);
	});
	it('1³ convolutions before interpolation', () => {
		const model = build(pyramid(1, 2), { upsampling: 'trilinear', transBias: true });
		expect(shapesOf(model).get('upsamples.0.transp_conv.conv/weight')).toEqual([1, 1, 1, 4, 3]);
		expect(shapesOf(model).get('upsamples.0.transp_conv.conv/bias')).toEqual([3]);
		expect(model.getLayer('upsamples.0.transp_conv.resize').getConfig()).toMatchObject({ mode: 'trilinear' });
	});
	it('a kernel for each step, finest first', () => {
		const shapes = shapesOf(build(pyramid(1, 2, 4), { kernelSizes: [1, [1, 3, 3]] }));
		expect(shapes.get('upsamples.0.conv_block.conv1.conv/weight')!.slice(0, 3)).toEqual([1, 3, 3]);
		expect(shapes.get('upsamples.1.conv_block.conv1.conv/weight')!.slice(0, 3)).toEqual([1, 1, 1]);
	});
	it('a block of the image where no level has its scale', () => {
		expect(shapesOf(build(pyramid(2, 4))).get('image_block.conv1.conv/weight')).toEqual([3, 3, 3, 1, 2]);
		expect([...shapesOf(build(pyramid(1, 2))).keys()].join()).not.toContain('image_block');
	});
	it('[upsampled, skip] joined in this order', () => {
		const joined = build(pyramid(1, 2)).getLayer('upsamples.0.concat').input as tf.SymbolicTensor[];
		expect(joined.map(({ sourceLayer }) => sourceLayer.name)[0]).toBe('upsamples.0.transp_conv.conv');
	});
	it('dropout behind every convolution, the heads too', () => {
		const names = build(pyramid(1, 2), { dropout: 0.1 }).layers.map(({ name }) => name);
		expect(names.filter((name) => name.endsWith('adn.D'))).toEqual([
			'upsamples.0.transp_conv.adn.D',
			'upsamples.0.conv_block.conv1.adn.D',
			'upsamples.0.conv_block.conv2.adn.D',
			'output_block.conv.adn.D',
		]);
	});
});

describe('deep supervision', () => {
	it('gives logits of coarser levels, finest first, at their own size', () => {
		const outputs = run(build(pyramid(1, 2, 4, 8), { deepSupervisionHeads: 2 }));
		expect(outputs.map(({ shape }) => shape)).toEqual([
			[2, 8, 16, 8, 3],
			[2, 4, 8, 4, 3],
			[2, 2, 4, 2, 3],
		]);
	});
	it("or repeated to the image's size", () => {
		const [, coarse] = run(build(pyramid(1, 2, 4), { deepSupervisionHeads: 1, resizeHeads: true }));
		expect(coarse!.shape).toEqual([2, 8, 16, 8, 3]);
		const cell = tf.slice(coarse!, [0, 2, 4, 6, 0], [1, 2, 2, 2, 1]).dataSync();
		expect(new Set(cell).size).toBe(1);
	});
	it('is refused where there are fewer levels', () => {
		const call = (): unknown => build(pyramid(1, 2, 4), { deepSupervisionHeads: 2 });
		expect(call).toThrow('deepSupervisionHeads = 2 must be at most 1');
	});
});

describe('refusals', () => {
	it('of levels of one scale', () => {
		expect(() => build(pyramid(4, 4))).toThrow(DecoderError);
		expect(() => build(pyramid(4, 4))).toThrow(/two have the scale 4 × 4 × 4; take a UNETR or SETR decoder/);
	});
	it('of levels from coarse to fine', () => {
		expect(() => build(pyramid(2, 1))).toThrow(
			'along axis i the level of scale 1 follows one of scale 2; a scale of 2 would fit',
		);
	});
	it('of a step that is not whole', () => {
		const image = tf.input({ shape: [12, 12, 12, 1] });
		const levels = [6, 4].map((extent) => tf.input({ shape: [12, 12, extent, 2] }));
		expect(() => build(featurePyramid(image, levels))).toThrow(
			'along axis k the level of scale 3 follows one of scale 2; a scale of 4 would fit',
		);
	});
	it('of no level, and of kernels for other steps', () => {
		expect(() => build(pyramid())).toThrow(/one level or more/);
		expect(() => build(pyramid(1, 2), { kernelSizes: [3, 3] })).toThrow(
			'kernelSizes has 2 entries for 1 steps',
		);
	});
	it('by the compiler where scales are literal', () => {
		const image = tf.input({ shape: [8, 8, 8, 1] });
		const levels = [4, 4].map((extent) => tf.input({ shape: [extent, extent, extent, 2] }));
		// @ts-expect-error both levels have one scale
		expect(() => unetDecoder(featurePyramid<readonly [2, 2]>(image, levels), config)).toThrow(DecoderError);
		const encoder = { filters: [2, 3, 4], normName: config.normName, seedOf: config.seedOf };
		unetDecoder(convEncoder(image, { ...encoder, strides: [1, 2, 2] }), config);
		unetDecoder(featurePyramid<readonly [2, 4]>(image, levels.slice(0, 1)), config);
		// @ts-expect-error the last stage is no coarser than the one before
		expect(() => unetDecoder(convEncoder(image, { ...encoder, strides: [1, 2, 1] }), config)).toThrow();
	});
});

it('holds its weights and nothing else', () => {
	const before = tf.memory().numTensors;
	const model = build(pyramid(1, 2));
	expect(tf.memory().numTensors - before).toBe(model.weights.length);
	model.dispose();
	expect(tf.memory().numTensors).toBe(before);
});
