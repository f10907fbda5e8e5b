import * as tf from '@tensorflow/tfjs';
import { type FeaturePyramid, featurePyramid } from '@unetr/blocks';
import { describe, expect, it } from 'vitest';
import { DecoderError } from './decoderError.ts';
import { type SwinUnetrDecoderConfig, swinUnetrDecoder } from './swinUnetrDecoder.ts';

const config: SwinUnetrDecoderConfig = {
	outChannels: 3,
	featureSize: 2,
	resBlock: true,
	normName: 'instance',
	seedOf: (name) => name.length,
};

/** A pyramid of these scales and channels under an image of 32×64×32. */
function pyramid(scales: readonly number[], channels = scales.map(() => 3)): FeaturePyramid {
	const image = tf.input({ shape: [32, 64, 32, 1] });
	const features = scales.map((scale, n) =>
		tf.input({ shape: [32 / scale, 64 / scale, 32 / scale, channels[n]!] }),
	);
	return featurePyramid(image, features);
}

const scales = [2, 4, 8, 16, 32];

function build(features: FeaturePyramid, overrides: Partial<SwinUnetrDecoderConfig> = {}): tf.LayersModel {
	return tf.model({
		inputs: [features.image, ...features.levels.map((level) => level.features)],
		outputs: swinUnetrDecoder(features, { ...config, ...overrides }),
	});
}

const shapesOf = (model: tf.LayersModel): Map<string, readonly (number | null)[]> =>
	new Map(model.weights.map(({ originalName, shape }) => [originalName, shape]));

it('gives logits at the resolution of the image', () => {
	const model = build(pyramid(scales), { featureSize: 1 });
	const inputs = model.inputs.map(({ shape }) => tf.randomNormal([1, ...(shape.slice(1) as number[])]));
	const logits = model.predict(inputs) as tf.Tensor;
	expect(logits.shape).toEqual([1, 32, 64, 32, 3]);
	expect([...logits.dataSync()].every(Number.isFinite)).toBe(true);
});

it('takes the channels of each level as they come', () => {
	const shapes = shapesOf(build(pyramid(scales, [5, 6, 7, 8, 9])));
	const filters = (name: string): unknown => shapes.get(`${name}/weight`)?.slice(3);
	expect(filters('encoder1.layer.conv1.conv')).toEqual([1, 2]);
	expect(filters('encoder2.layer.conv1.conv')).toEqual([5, 5]);
	expect(filters('encoder4.layer.conv1.conv')).toEqual([7, 7]);
	expect(filters('encoder10.layer.conv1.conv')).toEqual([9, 9]);
	expect(filters('decoder5.conv_block.conv1.conv')).toEqual([16, 8]);
	expect(filters('decoder2.conv_block.conv1.conv')).toEqual([10, 5]);
	expect(filters('decoder1.conv_block.conv1.conv')).toEqual([4, 2]);
	expect(filters('out.conv.conv')).toEqual([2, 3]);
});

it('joins the fourth level unrefined, the upsampled features before it', () => {
	const model = build(pyramid(scales));
	const inputs = model.getLayer('decoder5.concat').input as tf.SymbolicTensor[];
	expect(inputs.map(({ sourceLayer }) => sourceLayer.name)).toEqual([
		'decoder5.transp_conv.conv',
		model.inputNames[4],
	]);
});

it('has plain blocks without the residual path where asked', () => {
	const names = (resBlock: boolean): string =>
		[...shapesOf(build(pyramid(scales), { resBlock })).keys()].join();
	expect(names(true)).toContain('conv3');
	expect(names(false)).not.toContain('conv3');
});

describe('refusals', () => {
	it('of another number of levels', () => {
		const call = (): unknown => build(pyramid([2, 4, 8, 16]));
		expect(call).toThrow(DecoderError);
		expect(call).toThrow('five levels of scales 2, 4, 8, 16, 32; there are 4');
	});
	it('of other scales, with level, axis and what would fit', () => {
		const call = (): unknown => build(pyramid([2, 4, 8, 16, 16]));
		expect(call).toThrow(DecoderError);
		expect(call).toThrow('level 4 has scale 16 along axis i; for other scales take a U-Net decoder');
	});
	it('by the compiler where scales are literal', () => {
		const features = [16, 16, 16, 16].map((scale) =>
			tf.input({ shape: [32 / scale, 64 / scale, 32 / scale, 3] }),
		);
		const vit = featurePyramid<readonly [16, 16, 16, 16]>(tf.input({ shape: [32, 64, 32, 1] }), features);
		// @ts-expect-error a pyramid of one scale is UNETR's
		expect(() => swinUnetrDecoder(vit, config)).toThrow(DecoderError);
	});
});
