import type * as tf from '@tensorflow/tfjs';
import type { BlockConfig, FeaturePyramid, Fits } from '@unetr/blocks';
import { DecoderError } from './decoderError.ts';
import { outputHead } from './outputHead.ts';
import { unetrBasicBlock, unetrPrUpBlock, unetrUpBlock } from './unetrBlocks.ts';

/** Scales that a UNETR decoder takes: L levels, all of the scale 2^L. */
export type UnetrScales =
	| readonly [4, 4]
	| readonly [8, 8, 8]
	| readonly [16, 16, 16, 16]
	| readonly [32, 32, 32, 32, 32]
	| readonly [64, 64, 64, 64, 64, 64];

/** Configuration of {@link unetrDecoder}. */
export interface UnetrDecoderConfig extends Omit<BlockConfig, 'spatialDims'> {
	readonly outChannels: number;
	/** Channels at full resolution; each halving of the resolution doubles them. */
	readonly featureSize: number;
	/** Whether convolution blocks follow the doublings on the skips. */
	readonly convBlock: boolean;
}

function checkScales({ levels, spatialDims }: FeaturePyramid): void {
	if (levels.length < 2) {
		throw new DecoderError(
			`a UNETR decoder takes two levels or more, for example four of scale 16; there is ${levels.length}`,
		);
	}
	levels.forEach(({ scale }, level) => {
		scale.slice(0, spatialDims).forEach((ratio, axis) => {
			if (ratio === 2 ** levels.length) return;
			throw new DecoderError(
				`a UNETR decoder of ${levels.length} levels takes all at scale ${2 ** levels.length}, but level ${level} has ` +
					`scale ${ratio} along axis ${'ijk'[axis]}; ` +
					`${Number.isInteger(Math.log2(ratio)) ? `take ${Math.log2(ratio)} levels` : 'take a patch that is a power of two'}`,
			);
		});
	});
}

/**
 * The convolutional half of UNETR, from a pyramid to logits [B, D, H, W, outChannels].
 *
 * The pyramid's levels are hidden states of one scale 2^L, shallow to deep; the last is the latent, the others are
 * skips. Skip s (from 0) is projected up to 1/2^(s+1) of the image with 2^(s+1) · featureSize channels by
 * `encoder{s+2}`, the image itself by `encoder1`; `decoder{n}` joins them from deep to shallow.
 *
 * @throws DecoderError if the levels are not all of the scale 2^L, with what would fit.
 * Source: Hatamizadeh et al. 2022, figure 1; MONAI's `UNETR`.
 */
export function unetrDecoder<Scales extends readonly number[]>(
	pyramid: FeaturePyramid<Scales> & Fits<Scales, UnetrScales, 'UNETR takes L levels of scale 2^L'>,
	config: UnetrDecoderConfig,
): tf.SymbolicTensor {
	const { image, levels, spatialDims }: FeaturePyramid = pyramid;
	checkScales(pyramid);
	const { outChannels, featureSize } = config;
	const blocks = { ...config, spatialDims };
	const skips = levels.slice(0, -1);
	const encoded = [
		unetrBasicBlock(image, 'encoder1', featureSize, blocks),
		...skips.map(({ features }, s) =>
			unetrPrUpBlock(features, `encoder${s + 2}`, featureSize * 2 ** (s + 1), {
				...blocks,
				numLayer: skips.length - 1 - s,
			}),
		),
	];
	let decoded = levels.at(-1)!.features;
	for (let level = levels.length; level >= 1; level--) {
		const filters = featureSize * 2 ** (level - 1);
		decoded = unetrUpBlock(decoded, encoded[level - 1]!, `decoder${level + 1}`, filters, blocks);
	}
	return outputHead(decoded, 'out', outChannels, blocks);
}
