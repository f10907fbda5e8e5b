import * as tf from '@tensorflow/tfjs';
import { BlockError, convEncoder, type FeaturePyramid, featurePyramid } from '@unetr/blocks';
import { describe, expect, it } from 'vitest';
import { DecoderError } from './decoderError.ts';
import { type UnetrPlusPlusDecoderConfig, unetrPlusPlusDecoder } from './unetrPlusPlusDecoder.ts';

const SPACE = [8, 16, 8] as const;

const configFor = (steps: number): UnetrPlusPlusDecoderConfig => ({
	outChannels: 3,
	featureSize: 2,
	depths: Array.from({ length: steps }, () => 1),
	projSize: Array.from({ length: steps }, () => 2),
	numHeads: 2,
	variant: 'shared',
	normName: 'instance',
	dropoutRate: 0,
	convDropoutRate: 0,
	deepSupervision: true,
	seedOf: (name) => name.length,
});

type Scale = number | readonly [number, number, number];

/** A pyramid over an image of 8×16×8. */
function pyramid(...scales: readonly Scale[]): FeaturePyramid {
	const levels = scales.map((scale, level) => {
		const space = SPACE.map((extent, axis) => extent / (typeof scale === 'number' ? scale : scale[axis]!));
		return tf.input({ shape: [...space, 4 + 2 * level] });
	});
	return featurePyramid(tf.input({ shape: [...SPACE, 1] }), levels);
}

function build(features: FeaturePyramid): tf.LayersModel {
	return tf.model({
		inputs: [features.image, ...features.levels.map((level) => level.features)],
		outputs: unetrPlusPlusDecoder(features, configFor(features.levels.length - 1)),
	});
}

describe('logits of the image and of all levels but the two coarsest', () => {
	const pyramids: readonly (readonly [string, readonly Scale[]])[] = [
		['four halvings', [1, 2, 4, 8]],
		[
			'unequal steps along the axes',
			[
				[1, 2, 2],
				[1, 4, 4],
				[2, 8, 8],
			],
		],
		['steps of four', [2, 8]],
		[
			'a start that is coarse along one axis',
			[
				[1, 4, 1],
				[2, 8, 2],
				[8, 16, 8],
			],
		],
	];
	it.each(pyramids)('from %s', (_name, scales) => {
		const features = pyramid(...scales);
		const model = build(features);
		const inputs = model.inputs.map(({ shape }) => tf.randomNormal([2, ...(shape.slice(1) as number[])]));
		const outputs = [model.predict(inputs) as tf.Tensor | tf.Tensor[]].flat();
		const grids = [SPACE, ...features.levels.slice(0, -2).map(({ extents }) => extents)];
		expect(outputs.map(({ shape }) => shape)).toEqual(grids.map((grid) => [2, ...grid, 3]));
		for (const logits of outputs) expect([...logits.dataSync()].every(Number.isFinite)).toBe(true);
		model.dispose();
	});
});

it('adds levels of any width, and takes convolutions for an encoder', () => {
	const image = tf.input({ shape: [16, 16, 16, 1] });
	const { seedOf } = configFor(2);
	const options = {
		strides: [2, 2, 2],
		filters: [4, 10, 6],
		resBlock: true,
		normName: 'instance',
		seedOf,
	} as const;
	const [logits] = unetrPlusPlusDecoder(convEncoder(image, options), {
		...configFor(2),
		deepSupervision: false,
	});
	const model = tf.model({ inputs: image, outputs: logits! });
	const kernel = (name: string): tf.Shape => model.getLayer(name).weights[0]!.shape;
	expect(kernel('decoder4.transp_conv.conv')).toEqual([2, 2, 2, 10, 6]);
	expect(kernel('decoder3.transp_conv.conv')).toEqual([2, 2, 2, 4, 10]);
	expect(kernel('decoder2.transp_conv.conv')).toEqual([2, 2, 2, 2, 4]);
	expect(model.outputs).toHaveLength(1);
	model.dispose();
});

describe('refusals', () => {
	it('one level', () => {
		expect(() => build(pyramid(4))).toThrow(DecoderError);
		expect(() => build(pyramid(4))).toThrow(/two levels or more, .* there is 1/);
	});
	it('levels of one scale, at compile time where it is known', () => {
		const same = pyramid(4, 4) as FeaturePyramid<readonly [4, 4]>;
		// @ts-expect-error both levels have one scale
		expect(() => unetrPlusPlusDecoder(same, configFor(1))).toThrow(/two have the scale 4 × 4 × 4/);
	});
	it('levels that do not grow coarser by whole steps, with one that would fit', () =>
		expect(() => build(pyramid(1, [2, 8, 2], [4, 4, 4]))).toThrow(
			/along axis j the level of scale 4 follows one of scale 8; a scale of 8 would fit/,
		));
	it('lists that do not fit the levels', () =>
		expect(() => unetrPlusPlusDecoder(pyramid(2, 4), configFor(3))).toThrow(
			/depths has 3 entries for 2 levels; give one for each level but the coarsest/,
		));
	it('channels that do not divide into the heads', () =>
		expect(() => unetrPlusPlusDecoder(pyramid(2, 4), { ...configFor(1), numHeads: 3 })).toThrow(BlockError));
});
