import * as tf from '@tensorflow/tfjs';
import { type FeaturePyramid, featurePyramid } from '@unetr/blocks';
import { describe, expect, it } from 'vitest';
import { DecoderError } from './decoderError.ts';
import { type UnetrDecoderConfig, unetrDecoder } from './unetrDecoder.ts';

const config: UnetrDecoderConfig = {
	outChannels: 3,
	featureSize: 2,
	convBlock: true,
	resBlock: true,
	normName: 'instance',
	seedOf: (name) => name.length,
};

/** A pyramid of `skips` skips and a latent of 1×2×1, under an image that is `stretch` times too large along j. */
function pyramid(skips: number, stretch = 1): FeaturePyramid {
	const scale = 2 ** (skips + 1);
	const features = (): tf.SymbolicTensor => tf.input({ shape: [1, 2, 1, 6] });
	const image = tf.input({ shape: [scale, 2 * stretch * scale, scale, 1] });
	return featurePyramid(image, Array.from({ length: skips + 1 }, features));
}

function build(skips: number, overrides: Partial<UnetrDecoderConfig> = {}): tf.LayersModel {
	const features = pyramid(skips);
	const { image, levels } = features;
	return tf.model({
		inputs: [image, ...levels.map(({ features }) => features)],
		outputs: unetrDecoder(features, { ...config, ...overrides }),
	});
}

for (const skips of [1, 2, 3]) {
	it(`gives logits at the image's resolution from ${skips} skips`, () => {
		const model = build(skips);
		const inputs = model.inputs.map(({ shape }) => tf.ones([2, ...(shape.slice(1) as number[])]));
		const logits = model.predict(inputs) as tf.Tensor;
		expect(logits.shape).toEqual([2, 2 ** (skips + 1), 2 ** (skips + 2), 2 ** (skips + 1), 3]);
		expect(logits.shape.slice(1)).toEqual(model.outputs[0]!.shape.slice(1));
		expect([...logits.dataSync()].every(Number.isFinite)).toBe(true);
	});
}

describe('names of the weights', () => {
	const prefixes = (model: tf.LayersModel): string[] =>
		[...new Set(model.weights.map(({ originalName }) => originalName.split('.')[0]!))].toSorted();
	it('leave out the deepest levels where there are fewer skips', () => {
		expect(prefixes(build(3))).toEqual([
			...['decoder2', 'decoder3', 'decoder4', 'decoder5'],
			...['encoder1', 'encoder2', 'encoder3', 'encoder4', 'out'],
		]);
		expect(prefixes(build(2))).toEqual([
			...['decoder2', 'decoder3', 'decoder4'],
			...['encoder1', 'encoder2', 'encoder3', 'out'],
		]);
	});
	it('follow MONAI with and without convolution blocks on the skips', () => {
		const names = (convBlock: boolean): string[] =>
			build(2, { convBlock }).weights.map(({ originalName }) => originalName);
		expect(names(true)).toContain('encoder2.blocks.0.0.conv/weight');
		expect(names(true)).toContain('encoder2.blocks.0.1.conv1.conv/weight');
		expect(names(false)).toContain('encoder2.blocks.0.conv/weight');
		expect(names(false).join()).not.toContain('blocks.0.1');
	});
	it('have the third convolution only where channels change in a residual block', () => {
		const names = (resBlock: boolean): string =>
			build(2, { resBlock })
				.weights.map(({ originalName }) => originalName)
				.join();
		expect(names(true)).toContain('decoder2.conv_block.conv3.conv/weight');
		expect(names(true)).not.toContain('encoder2.blocks.0.1.conv3');
		expect(names(false)).not.toContain('conv3');
	});
});

it('puts the upsampled features before the skip', () => {
	const concat = build(2).getLayer('decoder3.concat');
	const inputs = (concat.input as tf.SymbolicTensor[]).map(({ sourceLayer }) => sourceLayer.name);
	expect(inputs[0]).toBe('decoder3.transp_conv.conv');
	expect(inputs[1]).toMatch(/^encoder2\./);
});

describe('refusals', () => {
	it('a pyramid whose scales do not fit names level, axis and what would', () => {
		expect(() => unetrDecoder(pyramid(2, 2), config)).toThrow(DecoderError);
		expect(() => unetrDecoder(pyramid(2, 2), config)).toThrow(
			/level 0 has scale 16 along axis j; take 4 levels/,
		);
	});
	it('a pyramid without skips', () =>
		expect(() => unetrDecoder(pyramid(0), config)).toThrow(/two levels or more.*there is 1/));
});

it('holds its weights and nothing else', () => {
	const before = tf.memory().numTensors;
	const model = build(2);
	expect(tf.memory().numTensors - before).toBe(model.weights.length);
	model.dispose();
	expect(tf.memory().numTensors).toBe(before);
});
