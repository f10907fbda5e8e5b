import type * as tf from '@tensorflow/tfjs';
import {
	activate,
	concatChannels,
	convolve,
	type FeaturePyramid,
	type Fits,
	type Norm,
	normActivate,
	resize,
	type SeedOf,
	sum,
	type Triple,
} from '@unetr/blocks';
import { DecoderError } from './decoderError.ts';

/** Configuration of the SETR decoders. */
export interface SetrDecoderConfig {
	readonly outChannels: number;
	/** Channels between tokens and logits; SETR has 256. */
	readonly decoderChannels: number;
	/** SETR has batch norm; instance norm suits the small batches of volumes. */
	readonly normName: Norm;
	readonly seedOf: SeedOf;
	/** Module path, `decoder` by default. */
	readonly name?: string;
}

/** What the parts of a decoder share. */
type Parts = SetrDecoderConfig & Pick<FeaturePyramid, 'spatialDims'>;

/** Convolution, norm, ReLU. */
function convNormRelu(
	x: tf.SymbolicTensor,
	path: string,
	kernelSize: number,
	filters: number,
	{ normName, seedOf, spatialDims }: Parts,
): tf.SymbolicTensor {
	const options = { filters, kernelSize, useBias: false, spatialDims };
	const convolved = convolve(x, `${path}.conv`, options, seedOf);
	const activated = (y: tf.SymbolicTensor) => activate(y, `${path}.act`, 'relu');
	return normActivate(convolved, `${path}.norm`, normName, { activation: 'relu', activate: activated });
}

function segment(
	x: tf.SymbolicTensor,
	path: string,
	{ outChannels, seedOf, spatialDims }: Parts,
): tf.SymbolicTensor {
	const options = { filters: outChannels, kernelSize: 1, useBias: true, spatialDims };
	return convolve(x, `${path}.conv_seg`, options, seedOf);
}

const extentsOf = (image: tf.SymbolicTensor): Triple => image.shape.slice(1, 4) as unknown as Triple;

function deepest({ levels }: FeaturePyramid, what: string): FeaturePyramid['levels'][number] {
	const level = levels.at(-1);
	if (!level) throw new DecoderError(`${what} takes a pyramid of one level or more; there is none`);
	return level;
}

/**
 * SETR's naive decoder: two 1³ convolutions on the deepest level, then trilinear up-sampling to the image;
 * -> logits [B, D, H, W, outChannels].
 *
 * @throws DecoderError if the pyramid has no level.
 * Source: Zheng et al. 2021, "SETR", section 3.2, SETR-Naïve (NUP); in three dimensions with one more axis.
 */
export function setrNupDecoder(pyramid: FeaturePyramid, config: SetrDecoderConfig): tf.SymbolicTensor {
	const { decoderChannels, name = 'decoder' } = config;
	const { features } = deepest(pyramid, 'SETR-NUP');
	const parts = { ...config, spatialDims: pyramid.spatialDims };
	const mixed = convNormRelu(features, `${name}.convs.0`, 1, decoderChannels, parts);
	const size = extentsOf(pyramid.image);
	return resize(segment(mixed, name, parts), `${name}.resize`, { size, mode: 'trilinear' });
}

/** The extents after each doubling on the way from a level to the image. */
function doublings(extents: Triple, scale: Triple): Triple[] {
	const sizes: Triple[] = [];
	let size = extents;
	let left = scale;
	while (left.some((ratio) => ratio > 1)) {
		const axis = left.findIndex((ratio) => ratio > 1 && ratio % 2 !== 0);
		if (axis >= 0) {
			throw new DecoderError(
				`SETR-PUP doubles a level until it has the image's size, but its scale along axis ${'ijk'[axis]} is ` +
					`${scale[axis]}, no power of two; take a patch that is one`,
			);
		}
		size = size.map((extent, a) => (left[a]! > 1 ? 2 * extent : extent)) as unknown as Triple;
		left = left.map((ratio) => (ratio > 1 ? ratio / 2 : 1)) as unknown as Triple;
		sizes.push(size);
	}
	return sizes;
}

/**
 * SETR's progressive decoder: 3³ convolutions and doublings in turn, from the deepest level to the image;
 * -> logits [B, D, H, W, outChannels].
 *
 * @throws DecoderError if the deepest level's scale is no power of two.
 * Source: Zheng et al. 2021, "SETR", section 3.2, SETR-PUP; in three dimensions with one more axis.
 */
export function setrPupDecoder<Scales extends readonly number[]>(
	pyramid: FeaturePyramid<Scales> &
		Fits<Scales, readonly (1 | 2 | 4 | 8 | 16 | 32 | 64)[], 'SETR-PUP takes scales that are powers of two'>,
	config: SetrDecoderConfig,
): tf.SymbolicTensor {
	const { decoderChannels, name = 'decoder' } = config;
	const { features, extents, scale } = deepest(pyramid, 'SETR-PUP');
	const parts = { ...config, spatialDims: pyramid.spatialDims };
	const risen = doublings(extents, scale).reduce((x, size, step) => {
		const path = `${name}.up_convs.${step}`;
		const convolved = convNormRelu(x, path, 3, decoderChannels, parts);
		return resize(convolved, `${path}.resize`, { size, mode: 'trilinear' });
	}, features);
	return segment(risen, name, parts);
}

function checkOneScale({ levels }: FeaturePyramid): void {
	const first = levels[0];
	if (!first || levels.length < 2) {
		throw new DecoderError(`SETR-MLA takes two levels or more of one scale; there is ${levels.length}`);
	}
	levels.forEach(({ scale }, level) => {
		const axis = scale.findIndex((ratio, a) => ratio !== first.scale[a]);
		if (axis < 0) return;
		throw new DecoderError(
			`SETR-MLA takes levels of one scale, but level ${level} has scale ${scale[axis]} along axis ${'ijk'[axis]} ` +
				`and level 0 ${first.scale[axis]}; take the hidden states of one transformer`,
		);
	});
}

/**
 * SETR's multi-level decoder: a stream for each level, deeper ones added into shallower ones, each convolved and
 * raised by up to four, then joined; -> logits [B, D, H, W, outChannels].
 *
 * A stream is a 1³ convolution to half the decoder's channels, the sum with all deeper streams, a 3³ convolution,
 * and a 3³ convolution to a quarter of the channels.
 *
 * @throws DecoderError if there are fewer than two levels or they differ in scale.
 * Source: Zheng et al. 2021, "SETR", section 3.2, SETR-MLA; in three dimensions with one more axis.
 */
export function setrMlaDecoder<Scales extends readonly number[]>(
	pyramid: FeaturePyramid<Scales> &
		Fits<
			Scales,
			readonly 2[] | readonly 4[] | readonly 8[] | readonly 16[] | readonly 32[],
			'SETR-MLA takes levels of one scale'
		>,
	config: SetrDecoderConfig,
): tf.SymbolicTensor {
	checkOneScale(pyramid);
	const { decoderChannels, name = 'decoder' } = config;
	const { image, levels, spatialDims }: FeaturePyramid = pyramid;
	const parts = { ...config, spatialDims };
	const { extents, scale } = levels[0]!;
	const size = extents.map((extent, axis) => extent * Math.min(4, scale[axis]!)) as unknown as Triple;
	const half = Math.ceil(decoderChannels / 2);
	let deeper: tf.SymbolicTensor | undefined;
	const streams = levels.toReversed().map(({ features }, depth) => {
		const path = `${name}.mla.${levels.length - 1 - depth}`;
		const reduced = convNormRelu(features, `${path}.0`, 1, half, parts);
		deeper = deeper ? sum(`${path}.add`, [reduced, deeper]) : reduced;
		const mixed = convNormRelu(deeper, `${path}.1`, 3, half, parts);
		const narrowed = convNormRelu(mixed, `${path}.2`, 3, Math.ceil(half / 2), parts);
		return resize(narrowed, `${path}.resize`, { size, mode: 'trilinear' });
	});
	const joined = concatChannels(`${name}.concat`, streams.toReversed());
	return resize(segment(joined, name, parts), `${name}.resize`, {
		size: extentsOf(image),
		mode: 'trilinear',
	});
}
