import type * as tf from '@tensorflow/tfjs';
import {
	activate,
	concatChannels,
	convolve,
	type FeaturePyramid,
	LinearLayer,
	type Norm,
	normActivate,
	resize,
	type SeedOf,
	type Triple,
} from '@unetr/blocks';
import { DecoderError } from './decoderError.ts';

/** Configuration of {@link segformerDecoder}. */
export interface SegformerDecoderConfig {
	readonly outChannels: number;
	/** Channels that every level is mapped to; 256 in SegFormer-B0 and B1. */
	readonly decoderChannels: number;
	/** SegFormer has batch norm; instance norm suits the small batches of volumes. */
	readonly normName: Norm;
	readonly seedOf: SeedOf;
	/** Module path, `decoder` by default. */
	readonly name?: string;
}

/**
 * SegFormer's decoder, which is linear but for one rectifier: every level is mapped to the same channels, resized to
 * the finest one, joined (coarsest first), mixed by a 1³ convolution and classified; -> logits
 * [B, D, H, W, outChannels], raised to the image by trilinear interpolation. It takes any pyramid.
 *
 * @throws DecoderError if the pyramid has no level.
 * Source: Xie et al. 2021, "SegFormer", section 3.2; in three dimensions with one more axis.
 */
export function segformerDecoder(pyramid: FeaturePyramid, config: SegformerDecoderConfig): tf.SymbolicTensor {
	const { image, levels, spatialDims } = pyramid;
	const { outChannels, decoderChannels, normName, seedOf, name = 'decoder' } = config;
	if (levels.length === 0) {
		throw new DecoderError('a SegFormer decoder takes a pyramid of one level or more; there is none');
	}
	const size = levels[0]!.extents;
	const mapped = levels.map(({ features }, index) => {
		const path = `${name}.linear_c${index + 1}.proj`;
		const linear = new LinearLayer({ name: path, units: decoderChannels, useBias: true, seed: seedOf(path) });
		const channels = linear.apply(features) as tf.SymbolicTensor;
		return index === 0 ? channels : resize(channels, `${path}.resize`, { size, mode: 'trilinear' });
	});
	const joined = concatChannels(`${name}.concat`, mapped.toReversed());
	const fuse = `${name}.linear_fuse`;
	const options = { filters: decoderChannels, kernelSize: 1, useBias: false, spatialDims };
	const activated = (y: tf.SymbolicTensor) => activate(y, `${fuse}.act`, 'relu');
	const after = { activation: 'relu', activate: activated } as const;
	const mixed = convolve(joined, `${fuse}.conv`, options, seedOf);
	const classified = convolve(
		normActivate(mixed, `${fuse}.norm`, normName, after),
		`${name}.linear_pred`,
		{ filters: outChannels, kernelSize: 1, useBias: true, spatialDims },
		seedOf,
	);
	const extents = image.shape.slice(1, 4) as unknown as Triple;
	return resize(classified, `${name}.resize`, { size: extents, mode: 'trilinear' });
}
