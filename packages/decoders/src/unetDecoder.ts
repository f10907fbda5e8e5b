import type * as tf from '@tensorflow/tfjs';
import {
	type BlockConfig,
	concatChannels,
	convBlock,
	type FeatureLevel,
	type FeaturePyramid,
	type Fits,
	type PerAxis,
	resize,
	type Triple,
} from '@unetr/blocks';
import { DecoderError } from './decoderError.ts';
import { outputHead } from './outputHead.ts';
import { stepRatios } from './stepRatios.ts';
import type { Rising } from './unetScales.ts';
import { type UpsampleConfig, upsampleTo } from './upsampleTo.ts';

/** Configuration of {@link unetDecoder}. */
export interface UnetDecoderConfig
	extends Omit<BlockConfig, 'spatialDims'>,
		Omit<UpsampleConfig, 'seedOf' | 'fill' | 'dropout' | 'spatialDims'> {
	readonly outChannels: number;
	/** Channels at the image's scale where the pyramid has no such level; 16 by default. */
	readonly featureSize?: number;
	/** Kernel of the block that joins each level, 3 by default; one less than levels, finest first. */
	readonly kernelSizes?: readonly PerAxis[];
	/** Further logits from coarser levels, finest first; 0 by default. */
	readonly deepSupervisionHeads?: number;
	/** Whether further logits are resized to the image (nearest neighbours, as in DynUNet); false by default. */
	readonly resizeHeads?: boolean;
}

/** The configuration, and along which axes its pyramid works. */
type Parts = UnetDecoderConfig & Pick<FeaturePyramid, 'spatialDims'>;

/** The pyramid with a level at the image's own scale: its own, or the image through a convolution block. */
function withFinest(pyramid: FeaturePyramid, config: Parts): readonly FeatureLevel[] {
	const { image, levels } = pyramid;
	if (levels.length === 0) throw new DecoderError('a U-Net decoder takes a pyramid of one level or more');
	if (levels[0]!.scale.every((scale) => scale === 1)) return levels;
	const channels = config.featureSize ?? 16;
	const features = convBlock(image, 'image_block', { filters: channels }, config);
	const extents = image.shape.slice(1, 4) as unknown as Triple;
	return [{ features, scale: [1, 1, 1], channels, extents }, ...levels];
}

/** The features of each level once all coarser ones have been joined in, finest first. */
function decode(levels: readonly FeatureLevel[], config: Parts): tf.SymbolicTensor[] {
	const steps = levels.length - 1;
	const decoded: tf.SymbolicTensor[] = [levels[steps]!.features];
	for (let level = steps; level >= 1; level--) {
		const { features, channels } = levels[level - 1]!;
		const path = `upsamples.${steps - level}`;
		const options = { filters: channels, ratios: stepRatios('a U-Net decoder', levels, level) };
		const raised = upsampleTo(decoded[0]!, `${path}.transp_conv`, options, config);
		const joined = concatChannels(`${path}.concat`, [raised, features]);
		const kernelSize = config.kernelSizes?.[level - 1] ?? 3;
		decoded.unshift(convBlock(joined, `${path}.conv_block`, { filters: channels, kernelSize }, config));
	}
	return decoded;
}

function checkLists({ kernelSizes, deepSupervisionHeads = 0 }: UnetDecoderConfig, steps: number): void {
	if (kernelSizes && kernelSizes.length !== steps) {
		throw new DecoderError(
			`kernelSizes has ${kernelSizes.length} entries for ${steps} steps between levels; give one for each`,
		);
	}
	const most = Math.max(steps - 1, 0);
	if (deepSupervisionHeads <= most) return;
	throw new DecoderError(
		`deepSupervisionHeads = ${deepSupervisionHeads} must be at most ${most}, the levels between the finest and the ` +
			'coarsest',
	);
}

/**
 * The expanding half of a U-Net, on any pyramid whose levels grow coarser by whole steps: each level is raised to the
 * next finer one, concatenated [upsampled, skip] and convolved to that level's channels; -> a list of logits
 * [B, D, H, W, outChannels], then those of `deepSupervisionHeads` coarser levels.
 *
 * Where the finest level is coarser than the image, as in Swin (2) or UNETR++ (4), the image itself goes through a
 * block of `featureSize` channels, `image_block`, and is joined last, as Swin UNETR and UNETR++ do.
 *
 * @throws DecoderError if levels do not grow coarser by whole steps, or there are fewer than the heads need.
 * Source: Isensee et al. 2021 (nnU-Net); MONAI's `DynUNet`.
 */
export function unetDecoder<Scales extends readonly number[]>(
	pyramid: FeaturePyramid<Scales> &
		Fits<Scales, Rising<Scales>, 'a U-Net decoder takes levels each coarser than the one before'>,
	config: UnetDecoderConfig,
): tf.SymbolicTensor[] {
	const { outChannels, deepSupervisionHeads = 0, resizeHeads = false } = config;
	const blocks = { ...config, spatialDims: pyramid.spatialDims };
	const levels = withFinest(pyramid, blocks);
	checkLists(config, levels.length - 1);
	const decoded = decode(levels, blocks);
	const size = levels[0]!.extents;
	const heads = Array.from({ length: deepSupervisionHeads }, (_, head) => {
		const name = `deep_supervision_heads.${head}`;
		const logits = outputHead(decoded[head + 1]!, name, outChannels, blocks);
		return resizeHeads ? resize(logits, `${name}.resize`, { size, mode: 'nearest' }) : logits;
	});
	return [outputHead(decoded[0]!, 'output_block', outChannels, blocks), ...heads];
}
