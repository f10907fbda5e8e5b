import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import {
	activate,
	type Cumulated,
	convEncoder,
	convolve,
	type FeaturePyramid,
	featurePyramid,
	LinearLayer,
	normalise,
	resize,
	type SeedOf,
	type Triple,
} from '@unetr/blocks';
import {
	segformerDecoder,
	setrMlaDecoder,
	swinUnetrDecoder,
	unetDecoder,
	unetrDecoder,
	unetrPlusPlusDecoder,
} from '@unetr/decoders';
import { useBackend } from '@unetr/ops';
import { epaEncoder, swinEncoder, vitEncoder } from '@unetr/vit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkConformance } from './conformance.ts';
import { layerSeeds } from './layerSeed.ts';

/*
 * Parts of others, written against the documentation alone: an encoder of strided convolutions and a decoder that maps
 * every level to classes, resizes and adds. Each goes with parts of ours.
 */

const size: Triple = [32, 64, 32];
const seedOf: SeedOf = layerSeeds(5);

/** An encoder of somebody else's: a strided convolution, norm and GELU for each level. */
function ownEncoder<const Strides extends readonly number[]>(
	image: tf.SymbolicTensor,
	strides: Strides,
): FeaturePyramid<Cumulated<Strides>> {
	let x = image;
	const levels = strides.map((stride, level) => {
		const path = `own.${level}`;
		const options = { filters: 4 + 2 * level, kernelSize: 3, strides: stride, useBias: true };
		x = convolve(x, `${path}.conv`, options, seedOf);
		x = activate(normalise(x, `${path}.norm`, 'layer'), `${path}.act`, 'gelu');
		return x;
	});
	return featurePyramid(image, levels);
}

/** A decoder of somebody else's: classes at every level, resized to the image and added. */
function ownDecoder({ image, levels }: FeaturePyramid, outChannels: number): tf.SymbolicTensor {
	const extents = image.shape.slice(1, 4) as unknown as Triple;
	const maps = levels.map(({ features }, level) => {
		const name = `own.classes.${level}`;
		const classes = new LinearLayer({ name, units: outChannels, useBias: true, seed: seedOf(name) });
		const logits = classes.apply(features) as tf.SymbolicTensor;
		return resize(logits, `own.resize.${level}`, { size: extents, mode: 'trilinear' });
	});
	return tf.layers.add({ name: 'own.sum' }).apply(maps) as tf.SymbolicTensor;
}

const imageOf = (): tf.SymbolicTensor => tf.input({ shape: [...size, 2], name: 'image' });
const instance = { name: 'instance', affine: true } as const;
const block = { resBlock: true, normName: instance, seedOf } as const;
const head = { outChannels: 3, decoderChannels: 8, normName: instance, seedOf } as const;
const transformer = {
	hiddenSize: 12,
	mlpDim: 16,
	numHeads: 2,
	numLayers: 4,
	projType: 'conv',
	posEmbedType: 'learnable',
	qkvBias: true,
	dropoutRate: 0,
	seedOf,
} as const;

const vit = (image: tf.SymbolicTensor) =>
	vitEncoder(image, { ...transformer, patchSize: [8, 8, 8], skipBlocks: [1, 2] });
const swin = (image: tf.SymbolicTensor) =>
	swinEncoder(image, {
		...{ patchSize: [2, 2, 2], embedDim: 4, depths: [1, 1, 1, 1], numHeads: [1, 1, 2, 2] },
		...{ windowSize: [4, 4, 4], mlpRatio: 2, qkvBias: true, patchNorm: false, normalize: true, useV2: false },
		...{ merging: 'merging', dropoutRate: 0, attnDropRate: 0, dropPathRate: 0, seedOf },
	});
const paired = { numHeads: 2, variant: 'shared', dropoutRate: 0, convDropoutRate: 0, seedOf } as const;
const epa = (image: tf.SymbolicTensor) =>
	epaEncoder(image, {
		...{ ...paired, patchSize: [4, 4, 4], dims: [4, 6, 8, 10], depths: [1, 1, 1, 1], projSize: [4, 4, 4, 2] },
	});
const conv = (image: tf.SymbolicTensor) =>
	convEncoder(image, { ...block, strides: [1, 2, 2], filters: [4, 6, 8] });

/** Pairs of an encoder and a decoder that fit, by name. */
const pairs: Readonly<Record<string, (image: tf.SymbolicTensor) => tf.SymbolicTensor | tf.SymbolicTensor[]>> =
	{
		'an encoder of others under our U-Net decoder': (image) =>
			unetDecoder(ownEncoder(image, [1, 2, 2]), { ...block, outChannels: 3 }),
		'an encoder of others under our Swin UNETR decoder': (image) =>
			swinUnetrDecoder(ownEncoder(image, [2, 2, 2, 2, 2]), { ...block, outChannels: 3, featureSize: 4 }),
		'an encoder of others under our SegFormer decoder': (image) =>
			segformerDecoder(ownEncoder(image, [4, 2, 2]), head),
		'our ViT under a decoder of others': (image) => ownDecoder(vit(image), 3),
		'our Swin transformer under a decoder of others': (image) => ownDecoder(swin(image), 3),
		'our convolutions under a decoder of others': (image) => ownDecoder(conv(image), 3),
		'our Swin transformer under our U-Net decoder': (image) =>
			unetDecoder(swin(image), { ...block, outChannels: 3, featureSize: 4 }),
		'our Swin transformer under our SegFormer decoder': (image) => segformerDecoder(swin(image), head),
		'our ViT under our SETR-MLA decoder': (image) => setrMlaDecoder(vit(image), head),
		'our paired attention under our U-Net decoder': (image) =>
			unetDecoder(epa(image), { ...block, outChannels: 3, featureSize: 4 }),
		'our Swin transformer under our UNETR++ decoder': (image) =>
			unetrPlusPlusDecoder(swin(image), {
				...{ ...paired, ...block, outChannels: 3, featureSize: 4, deepSupervision: true },
				...{ depths: [1, 1, 1, 1], projSize: [4, 4, 4, 2] },
			}),
		'our convolutions under our SegFormer decoder': (image) => segformerDecoder(conv(image), head),
		'our ViT under our UNETR decoder': (image) =>
			unetrDecoder(vit(image), { ...block, outChannels: 3, featureSize: 2, convBlock: true }),
	};

describe('parts snap together', () => {
	beforeAll(() => useBackend('simd', { threads: 2 }));
	afterAll(() => useBackend('cpu'));
	it.each(Object.entries(pairs))(
		'%s',
		async (_name, decode) => {
			const checks = await checkConformance(() => {
				const image = imageOf();
				return tf.model({ inputs: image, outputs: decode(image) });
			});
			expect(checks.filter(({ passed }) => !passed)).toEqual([]);
		},
		60_000,
	);
});

describe('parts that do not fit', () => {
	it('are refused by the compiler where scales are literal, and by the build with what would fit', () => {
		const image = imageOf();
		const options = { ...block, outChannels: 3, featureSize: 2, convBlock: true };
		// @ts-expect-error a UNETR decoder takes levels of one scale
		expect(() => unetrDecoder(conv(image), options)).toThrow(/level 0 has\s+scale 1 along axis i/);
		// @ts-expect-error a Swin UNETR decoder takes scales 2 to 32
		expect(() => swinUnetrDecoder(conv(image), options)).toThrow(
			/five levels of scales 2, 4, 8, 16, 32; there are 3/,
		);
		expect(() => unetDecoder(vit(image) as FeaturePyramid, { ...block, outChannels: 3 })).toThrow(
			/two have the scale 8 × 8 × 8; take a UNETR or SETR decoder/,
		);
	});
});
