import * as tf from '@tensorflow/tfjs';
import { type FeaturePyramid, featurePyramid } from '@unetr/blocks';
import { describe, expect, it } from 'vitest';
import { DecoderError } from './decoderError.ts';
import { segformerDecoder } from './segformerDecoder.ts';
import { setrMlaDecoder, setrNupDecoder, setrPupDecoder } from './setrDecoder.ts';
import { swinUnetrDecoder } from './swinUnetrDecoder.ts';
import { unetDecoder } from './unetDecoder.ts';
import { unetrDecoder } from './unetrDecoder.ts';
import { type UnetrPlusPlusDecoderConfig, unetrPlusPlusDecoder } from './unetrPlusPlusDecoder.ts';

const seedOf = (name: string): number => name.length;
const norm = { name: 'instance', affine: true } as const;
const setr = { outChannels: 3, decoderChannels: 4, normName: norm, seedOf };
const conv = { outChannels: 3, featureSize: 2, resBlock: true, normName: norm, seedOf };

/** A pyramid of an image of 32 × 64 and maps of the given scales. */
function plane(...scales: number[]): FeaturePyramid {
	const image = tf.input({ shape: [32, 64, 1, 1] });
	const maps = scales.map((scale) => tf.input({ shape: [32 / scale, 64 / scale, 1, 6] }));
	return featurePyramid(image, maps, 2);
}

const decoders: Readonly<Record<string, () => [FeaturePyramid, tf.SymbolicTensor]>> = {
	unetr: () => {
		const pyramid = plane(8, 8, 8);
		return [pyramid, unetrDecoder(pyramid, { ...conv, convBlock: true })];
	},
	swinUnetr: () => {
		const pyramid = plane(2, 4, 8, 16, 32);
		return [pyramid, swinUnetrDecoder(pyramid, conv)];
	},
	unet: () => {
		const pyramid = plane(2, 8);
		return [pyramid, unetDecoder(pyramid, conv)[0]!];
	},
	unetTrilinear: () => {
		const pyramid = plane(2, 4);
		return [pyramid, unetDecoder(pyramid, { ...conv, upsampling: 'trilinear' })[0]!];
	},
	setrNup: () => {
		const pyramid = plane(8);
		return [pyramid, setrNupDecoder(pyramid, setr)];
	},
	setrPup: () => {
		const pyramid = plane(4);
		return [pyramid, setrPupDecoder(pyramid, setr)];
	},
	setrMla: () => {
		const pyramid = plane(8, 8);
		return [pyramid, setrMlaDecoder(pyramid, setr)];
	},
	segformer: () => {
		const pyramid = plane(4, 8);
		return [pyramid, segformerDecoder(pyramid, setr)];
	},
};

describe.each(Object.keys(decoders))('a decoder of %s on a pyramid of two dimensions', (name) => {
	const [{ image, levels }, logits] = decoders[name]!();
	const inputs = [image, ...levels.map(({ features }) => features)];
	const model = tf.model({ inputs, outputs: logits });
	it('gives logits of the image, from kernels that leave axis k as it is', () => {
		expect(logits.shape).toEqual([null, 32, 64, 1, 3]);
		const values = inputs.map(({ shape }) => tf.ones([2, ...(shape.slice(1) as number[])]));
		const real = model.predict(values) as tf.Tensor;
		expect(real.shape).toEqual([2, 32, 64, 1, 3]);
		const kernels = model.weights.filter(({ shape }) => shape.length === 5);
		expect(kernels.length).toBeGreaterThan(0);
		for (const { shape, originalName } of kernels) expect(shape[2], originalName).toBe(1);
	});
});

it('UNETR++ has no decoder of two dimensions', () => {
	const config: UnetrPlusPlusDecoderConfig = {
		...{ outChannels: 2, featureSize: 2, depths: [1], projSize: [2], normName: norm, seedOf },
		...{ deepSupervision: false, numHeads: 2, variant: 'shared', dropoutRate: 0, convDropoutRate: 0 },
	};
	const build = (): unknown => unetrPlusPlusDecoder(plane(4, 8), config);
	expect(build).toThrow(DecoderError);
	expect(build).toThrow('a UNETR++ decoder works in three dimensions alone');
});
