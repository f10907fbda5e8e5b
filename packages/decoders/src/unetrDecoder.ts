import type * as tf from '@tensorflow/tfjs';
import type { BlockConfig } from './convBlock.ts';
import { DecoderError } from './decoderError.ts';
import { outputHead } from './outputHead.ts';
import { unetrBasicBlock, unetrPrUpBlock, unetrUpBlock } from './unetrBlocks.ts';

/**
 * What a UNETR decoder decodes: all but the image have one resolution, the image's divided by 2^L, where L is the
 * number of skips plus one.
 */
export interface UnetrPyramid {
	/** [B, D, H, W, inChannels]. */
	readonly image: tf.SymbolicTensor;
	/** Hidden states from shallow to deep, [B, D/2^L, H/2^L, W/2^L, hiddenSize] each. */
	readonly skips: readonly tf.SymbolicTensor[];
	/** The deepest features, of the same shape. */
	readonly latent: tf.SymbolicTensor;
}

/** Configuration of {@link unetrDecoder}. */
export interface UnetrDecoderConfig extends BlockConfig {
	readonly outChannels: number;
	/** Channels at full resolution; each halving of the resolution doubles them. */
	readonly featureSize: number;
	/** Whether convolution blocks follow the doublings on the skips. */
	readonly convBlock: boolean;
}

/**
 * The convolutional half of UNETR, from a pyramid to logits [B, D, H, W, outChannels].
 *
 * Skip s (from 0) is projected up to 1/2^(s+1) of the image with 2^(s+1) · featureSize channels by `encoder{s+2}`,
 * the image itself by `encoder1`; `decoder{n}` joins them from deep to shallow.
 *
 * @throws DecoderError if the pyramid has no skip or its resolutions do not fit together.
 * Source: Hatamizadeh et al. 2022, figure 1; MONAI's `UNETR`.
 */
export function unetrDecoder(pyramid: UnetrPyramid, config: UnetrDecoderConfig): tf.SymbolicTensor {
	const { image, skips, latent } = pyramid;
	const { outChannels, featureSize, seedOf } = config;
	if (skips.length === 0) throw new DecoderError('a UNETR decoder needs at least one skip');
	const halvings = skips.length + 1;
	for (const axis of [1, 2, 3]) {
		if (latent.shape[axis]! * 2 ** halvings === image.shape[axis]) continue;
		throw new DecoderError(
			`${skips.length} skips double the latent's ${latent.shape[axis]} voxels along axis ${axis} ` +
				`${halvings} times, which does not give the image's ${image.shape[axis]}`,
		);
	}
	const encoded = [
		unetrBasicBlock(image, 'encoder1', featureSize, config),
		...skips.map((skip, s) =>
			unetrPrUpBlock(skip, `encoder${s + 2}`, featureSize * 2 ** (s + 1), {
				...config,
				numLayer: skips.length - 1 - s,
			}),
		),
	];
	let decoded = latent;
	for (let level = halvings; level >= 1; level--) {
		const filters = featureSize * 2 ** (level - 1);
		decoded = unetrUpBlock(decoded, encoded[level - 1]!, `decoder${level + 1}`, filters, config);
	}
	return outputHead(decoded, 'out', outChannels, seedOf);
}
