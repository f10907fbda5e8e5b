import type * as tf from '@tensorflow/tfjs';
import {
	type BlockConfig,
	concatChannels,
	convBlock,
	convolve,
	convolveTransposed,
	type FeatureLevel,
	type FeaturePyramid,
	type PerAxis,
	resize,
	type Triple,
} from '@unetr/blocks';
import { DecoderError } from './decoderError.ts';
import { outputHead } from './outputHead.ts';

/** How a decoder raises the resolution: by a learnt transposed convolution, or by resizing and a 1³ convolution. */
export type Upsampling = 'transposed' | 'trilinear' | 'nearest';

/** Configuration of {@link unetDecoder}. */
export interface UnetDecoderConfig extends BlockConfig {
	readonly outChannels: number;
	/** Channels of the finest level where the pyramid has none at the image's scale; 16 by default. */
	readonly featureSize?: number;
	/** Kernel of the block that joins each level, 3 by default; one less than levels, finest first. */
	readonly kernelSizes?: readonly PerAxis[];
	/** `transposed` by default. */
	readonly upsampling?: Upsampling;
	/** Whether transposed convolutions have biases; false by default. */
	readonly transBias?: boolean;
	/** Further logits from coarser levels, finest first; 0 by default. */
	readonly deepSupervisionHeads?: number;
	/** Whether further logits are resized to the image (nearest neighbours, as in DynUNet); false by default. */
	readonly resizeHeads?: boolean;
}

/** Whole ratios from a level to the next finer one. */
function ratiosOf(coarse: FeatureLevel, fine: FeatureLevel, level: number): Triple {
	const ratios = coarse.scale.map((scale, axis) => scale / fine.scale[axis]!);
	ratios.forEach((ratio, axis) => {
		if (Number.isInteger(ratio) && ratio >= 1) return;
		throw new DecoderError(
			`a U-Net decoder goes from coarse to fine by whole steps, but along axis ${'ijk'[axis]} level ${level} has ` +
				`scale ${coarse.scale[axis]} and level ${level - 1} ${fine.scale[axis]}; order levels from fine to coarse`,
		);
	});
	if (ratios.every((ratio) => ratio === 1)) {
		throw new DecoderError(
			`a U-Net decoder takes levels that are each coarser than the one before, but levels ${level - 1} and ${level} ` +
				`both have scale ${coarse.scale.join(' × ')}; take a UNETR or SETR decoder for levels of one scale`,
		);
	}
	return ratios as unknown as Triple;
}

/** The pyramid with a level at the image's own scale: its own, or the image through a convolution block. */
function withFinest(pyramid: FeaturePyramid, config: UnetDecoderConfig): readonly FeatureLevel[] {
	const { image, levels } = pyramid;
	if (levels.length === 0) throw new DecoderError('a U-Net decoder takes a pyramid of one level or more');
	if (levels[0]!.scale.every((scale) => scale === 1)) return levels;
	const channels = config.featureSize ?? 16;
	const features = convBlock(image, 'image_block', { filters: channels }, config);
	const extents = image.shape.slice(1, 4) as unknown as Triple;
	return [{ features, scale: [1, 1, 1], channels, extents }, ...levels];
}

/** Raises the resolution by whole ratios. */
function upsample(
	x: tf.SymbolicTensor,
	path: string,
	{ channels, extents }: FeatureLevel,
	ratios: Triple,
	{ upsampling = 'transposed', transBias = false, seedOf, fill }: UnetDecoderConfig,
): tf.SymbolicTensor {
	if (upsampling === 'transposed') {
		const options = { filters: channels, kernelSize: ratios, useBias: transBias, fill };
		return convolveTransposed(x, `${path}.transp_conv.conv`, options, seedOf);
	}
	const options = { filters: channels, kernelSize: 1, useBias: transBias, fill };
	const narrowed = convolve(x, `${path}.proj_conv.conv`, options, seedOf);
	return resize(narrowed, `${path}.resize`, { size: extents, mode: upsampling });
}

/**
 * The expanding half of a U-Net, on any pyramid whose levels grow coarser by whole steps: each level is raised to the
 * next finer one, concatenated [upsampled, skip] and convolved to that level's channels; -> logits
 * [B, D, H, W, outChannels], then those of `deepSupervisionHeads` coarser levels.
 *
 * Where the finest level is coarser than the image, the image itself goes through a block of `featureSize` channels
 * and is joined last, as in UNETR and its relatives.
 *
 * @throws DecoderError if levels do not grow coarser by whole steps, or there are fewer than the heads need.
 * Source: Isensee et al. 2021 (nnU-Net); MONAI's `DynUNet`.
 */
export function unetDecoder(pyramid: FeaturePyramid, config: UnetDecoderConfig): tf.SymbolicTensor[] {
	const { outChannels, kernelSizes, deepSupervisionHeads = 0, resizeHeads = false, seedOf, fill } = config;
	const levels = withFinest(pyramid, config);
	const steps = levels.length - 1;
	if (deepSupervisionHeads > Math.max(steps - 1, 0)) {
		throw new DecoderError(
			`deepSupervisionHeads = ${deepSupervisionHeads} must be at most ${Math.max(steps - 1, 0)}, the levels between ` +
				'the finest and the coarsest',
		);
	}
	const decoded: tf.SymbolicTensor[] = [levels[steps]!.features];
	for (let level = steps; level >= 1; level--) {
		const [coarse, fine] = [levels[level]!, levels[level - 1]!];
		const path = `upsamples.${steps - level}`;
		const raised = upsample(decoded[0]!, path, fine, ratiosOf(coarse, fine, level), config);
		const joined = concatChannels(`${path}.concat`, [raised, fine.features]);
		const options = { filters: fine.channels, kernelSize: kernelSizes?.[level - 1] ?? 3 };
		decoded.unshift(convBlock(joined, `${path}.conv_block`, options, config));
	}
	const size = levels[0]!.extents;
	const heads = Array.from({ length: deepSupervisionHeads }, (_, head) => {
		const name = `deep_supervision_heads.${head}`;
		const logits = outputHead(decoded[head + 1]!, name, outChannels, seedOf, fill);
		return resizeHeads ? resize(logits, `${name}.resize`, { size, mode: 'nearest' }) : logits;
	});
	return [outputHead(decoded[0]!, 'output_block', outChannels, seedOf, fill), ...heads];
}
