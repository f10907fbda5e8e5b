import * as tf from '@tensorflow/tfjs';
import { type FeaturePyramid, featurePyramid } from '@unetr/blocks';
import { describe, expect, it } from 'vitest';
import { DecoderError } from './decoderError.ts';
import { segformerDecoder } from './segformerDecoder.ts';
import { type SetrDecoderConfig, setrMlaDecoder, setrNupDecoder, setrPupDecoder } from './setrDecoder.ts';

const config: SetrDecoderConfig = {
	outChannels: 3,
	decoderChannels: 8,
	normName: { name: 'instance', affine: true },
	seedOf: (name) => name.length,
};

/** A pyramid over an image of 8×16×8 from the extents of its levels. */
function pyramid(...extents: readonly [number, number, number][]): FeaturePyramid {
	const image = tf.input({ shape: [8, 16, 8, 1] });
	return featurePyramid(
		image,
		extents.map((space) => tf.input({ shape: [...space, 6] })),
	);
}

type Decoder = (features: FeaturePyramid, options: SetrDecoderConfig) => tf.SymbolicTensor;

function build(decoder: Decoder, features: FeaturePyramid): tf.LayersModel {
	return tf.model({
		inputs: features.levels.map((level) => level.features),
		outputs: decoder(features, config),
	});
}

function run(decoder: Decoder, features: FeaturePyramid): tf.Tensor {
	const model = build(decoder, features);
	const inputs = model.inputs.map(({ shape }) => tf.randomNormal([2, ...(shape.slice(1) as number[])]));
	return model.predict(inputs) as tf.Tensor;
}

const columns = pyramid([2, 4, 2], [2, 4, 2], [2, 4, 2], [2, 4, 2]);

for (const [name, decoder, features] of [
	['NUP', setrNupDecoder, columns],
	['PUP', setrPupDecoder, columns],
	['MLA', setrMlaDecoder, columns],
	['MLA of two levels', setrMlaDecoder, pyramid([4, 8, 4], [4, 8, 4])],
	['NUP of a hierarchy', setrNupDecoder, pyramid([4, 8, 4], [2, 4, 2])],
	['PUP of uneven scales', setrPupDecoder, pyramid([8, 4, 4])],
	['SegFormer of a hierarchy', segformerDecoder, pyramid([4, 8, 4], [2, 4, 2], [1, 2, 1])],
	['SegFormer of columns', segformerDecoder, columns],
] as const) {
	it(`${name} gives logits at the image's resolution`, () => {
		const logits = run(decoder as Decoder, features);
		expect(logits.shape).toEqual([2, 8, 16, 8, 3]);
		expect([...logits.dataSync()].every(Number.isFinite)).toBe(true);
	});
}

describe('what the papers fix', () => {
	const kernels = (model: tf.LayersModel): string[] =>
		model.weights
			.filter(({ originalName }) => originalName.endsWith('/weight') && !originalName.includes('norm'))
			.map(({ originalName, shape }) => `${originalName.split('/')[0]} ${shape}`);
	it('NUP is two 1³ convolutions', () =>
		expect(kernels(build(setrNupDecoder, columns))).toEqual([
			'decoder.convs.0.conv 1,1,1,6,8',
			'decoder.conv_seg 1,1,1,8,3',
		]));
	it('PUP has one 3³ convolution for each doubling', () =>
		expect(kernels(build(setrPupDecoder, columns))).toEqual([
			'decoder.up_convs.0.conv 3,3,3,6,8',
			'decoder.up_convs.1.conv 3,3,3,8,8',
			'decoder.conv_seg 1,1,1,8,3',
		]));
	it('MLA halves the channels at the first and the third layer of each stream and joins the streams', () => {
		const shapes = kernels(build(setrMlaDecoder, columns));
		expect(shapes).toContain('decoder.mla.0.0.conv 1,1,1,6,4');
		expect(shapes).toContain('decoder.mla.0.1.conv 3,3,3,4,4');
		expect(shapes).toContain('decoder.mla.0.2.conv 3,3,3,4,2');
		expect(shapes).toContain('decoder.conv_seg 1,1,1,8,3');
		expect(shapes).toHaveLength(13);
	});
	it('MLA adds deeper streams into shallower ones, so that the deepest sees no other', () => {
		const model = build(setrMlaDecoder, columns);
		const inputs = model.inputs.map(({ shape }) => tf.zeros([1, ...(shape.slice(1) as number[])]));
		const deepest = tf.model({
			inputs: model.inputs,
			outputs: model.getLayer('decoder.mla.3.resize').output,
		});
		const shallowest = tf.model({
			inputs: model.inputs,
			outputs: model.getLayer('decoder.mla.0.resize').output,
		});
		const moved = (network: tf.LayersModel, level: number): number => {
			const noise = inputs.map((zeros, at) => (at === level ? tf.randomNormal(zeros.shape) : zeros));
			const [a, b] = [network.predict(inputs), network.predict(noise)] as [tf.Tensor, tf.Tensor];
			return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
		};
		expect(moved(deepest, 0)).toBe(0);
		expect(moved(shallowest, 3)).toBeGreaterThan(0);
	});
	it('SegFormer joins the coarsest level first', () => {
		const model = build(segformerDecoder, pyramid([4, 8, 4], [2, 4, 2]));
		const joined = model.getLayer('decoder.concat').input as tf.SymbolicTensor[];
		expect(joined.map(({ sourceLayer }) => sourceLayer.name)).toEqual([
			'decoder.linear_c2.proj.resize',
			'decoder.linear_c1.proj',
		]);
	});
});

describe('refusals', () => {
	it('PUP of a scale that is no power of two', () => {
		const image = tf.input({ shape: [9, 8, 8, 1] });
		const features = featurePyramid(image, [tf.input({ shape: [3, 4, 4, 6] })]);
		expect(() => setrPupDecoder(features, config)).toThrow(DecoderError);
		expect(() => setrPupDecoder(features, config)).toThrow(/scale along axis i is 3, no power of two/);
	});
	it('MLA of levels of several scales, or of one level', () => {
		expect(() => setrMlaDecoder(pyramid([4, 8, 4], [2, 4, 2]), config)).toThrow(
			/level 1 has scale 4 along axis i/,
		);
		expect(() => setrMlaDecoder(pyramid([4, 8, 4]), config)).toThrow(/two levels or more/);
	});
	it('of no level at all', () => {
		expect(() => setrNupDecoder(pyramid(), config)).toThrow(/there is none/);
		expect(() => segformerDecoder(pyramid(), config)).toThrow(/there is none/);
	});
	it('by the compiler where scales are literal', () => {
		const features = [tf.input({ shape: [4, 8, 4, 6] }), tf.input({ shape: [2, 4, 2, 6] })];
		const halving = featurePyramid<readonly [2, 4]>(tf.input({ shape: [8, 16, 8, 1] }), features);
		// @ts-expect-error SETR-MLA takes levels of one scale
		expect(() => setrMlaDecoder(halving, config)).toThrow(DecoderError);
	});
});
