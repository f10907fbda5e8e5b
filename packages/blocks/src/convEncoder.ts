import type * as tf from '@tensorflow/tfjs';
import { BlockError } from './blockError.ts';
import { type BlockConfig, convBlock } from './convBlock.ts';
import { convolve } from './convolve.ts';
import { type FeaturePyramid, featurePyramid } from './featurePyramid.ts';
import { type PerAxis, perAxis } from './layerConfig.ts';
import { medNextBlock, medNextDown } from './medNextBlock.ts';
import { resEncBlock, resEncStem } from './resEncBlock.ts';
import type { Cumulated } from './scales.ts';

/** What a stage of a convolutional encoder is made of. */
export type StageBlock = 'plain' | 'residual' | 'resEnc' | 'medNext';

/** Configuration of {@link convEncoder}; `Strides` is literal where it is known at compile time. */
export interface ConvEncoderConfig<Strides extends readonly PerAxis[] = readonly PerAxis[]>
	extends Omit<BlockConfig, 'resBlock'> {
	/** Step of each stage, first to last. */
	readonly strides: Strides;
	/** Channels of each stage. */
	readonly filters: readonly number[];
	/** Kernel of each stage, 3 by default. */
	readonly kernelSizes?: readonly PerAxis[];
	/** Blocks of each stage, 1 by default; nnU-Net's residual encoders have up to six. */
	readonly blocksPerStage?: readonly number[];
	/**
	 * `plain` pairs of convolutions by default; `residual` as MONAI's DynUNet, `resEnc` as nnU-Net's residual encoder,
	 * `medNext` as MedNeXt, whose norm and activation are its own.
	 */
	readonly block?: StageBlock;
	/** Channels in the middle of a MedNeXt block over those at its ends, 2 by default. */
	readonly expansionRatio?: number;
	/** Module path of a stage; `stages.{n}` by default. */
	readonly stageName?: (stage: number) => string;
}

/** Scales of a convolutional encoder's levels. */
export type ConvScales<Strides extends readonly PerAxis[]> = Strides extends readonly number[]
	? Cumulated<Strides>
	: readonly number[];

interface Stage {
	readonly name: string;
	readonly filters: number;
	readonly kernelSize: PerAxis;
	readonly strides: PerAxis;
	readonly blocks: number;
}

function stagesOf(config: ConvEncoderConfig): Stage[] {
	const { strides, filters, kernelSizes, blocksPerStage, stageName = (n) => `stages.${n}` } = config;
	for (const [name, list] of Object.entries({ filters, kernelSizes, blocksPerStage })) {
		if (!list || list.length === strides.length) continue;
		throw new BlockError(
			`${name} has ${list.length} entries for ${strides.length} strides; give one for each stage`,
		);
	}
	return strides.map((step, stage) => ({
		name: stageName(stage),
		filters: filters[stage]!,
		kernelSize: kernelSizes?.[stage] ?? 3,
		strides: step,
		blocks: blocksPerStage?.[stage] ?? 1,
	}));
}

/** Padded convolutions round sizes up, so a size that does not divide would give a scale that is none of the strides'. */
function checkSize(image: tf.SymbolicTensor, { strides, spatialDims }: ConvEncoderConfig): void {
	for (const axis of [0, 1, 2]) {
		const product = strides.reduce<number>((steps, step) => steps * perAxis(step, spatialDims)[axis]!, 1);
		const extent = image.shape[axis + 1];
		if (typeof extent !== 'number' || extent % product === 0) continue;
		const below = Math.max(product, Math.floor(extent / product) * product);
		throw new BlockError(
			`the image has ${extent} voxels along axis ${'ijk'[axis]}, which must be a multiple of the product of the ` +
				`strides = ${product}; the nearest legal values are ${below} and ${below + product}`,
		);
	}
}

/** What comes before the first stage: a convolution of its channels in residual encoders and MedNeXt. */
function stem(image: tf.SymbolicTensor, first: Stage, config: ConvEncoderConfig): tf.SymbolicTensor {
	if (config.block === 'resEnc') return resEncStem(image, 'stem.convs.0', first, config);
	if (config.block !== 'medNext') return image;
	const options = { filters: first.filters, kernelSize: 1, useBias: true, spatialDims: config.spatialDims };
	return convolve(image, 'stem', options, config.seedOf);
}

/** A MedNeXt stage: a block on the way down where strides or channels change, then blocks. */
function medNextStage(x: tf.SymbolicTensor, stage: Stage, config: ConvEncoderConfig): tf.SymbolicTensor {
	const { name, filters, strides, blocks } = stage;
	const changes =
		perAxis(strides, config.spatialDims).some((step) => step !== 1) || x.shape.at(-1) !== filters;
	const { kernelSize } = stage;
	let y = changes ? medNextDown(x, `${name}.down`, { filters, kernelSize, strides }, config) : x;
	for (let block = 0; block < blocks; block++) {
		y = medNextBlock(y, `${name}.blocks.${block}`, { filters, kernelSize }, config);
	}
	return y;
}

/** A stage of convolution blocks, the first of which is strided. */
function convStage(x: tf.SymbolicTensor, stage: Stage, config: ConvEncoderConfig): tf.SymbolicTensor {
	const { name, filters, kernelSize, strides, blocks } = stage;
	const { block: kind = 'plain' } = config;
	let y = x;
	for (let block = 0; block < blocks; block++) {
		const options = { filters, kernelSize, strides: block === 0 ? strides : 1 };
		if (kind === 'resEnc') {
			y = resEncBlock(y, `${name}.blocks.${block}`, options, config);
			continue;
		}
		const path = blocks === 1 ? name : `${name}.blocks.${block}`;
		y = convBlock(y, path, options, { ...config, resBlock: kind === 'residual' });
	}
	return y;
}

/**
 * The contracting half of a U-Net: in each stage a strided block, then further blocks; a level for each stage,
 * [B, D/s, H/s, W/s, filters[n]].
 *
 * With one `plain` or `residual` block a stage it is DynUNet's, with several `resEnc` blocks nnU-Net's ResEnc, with
 * `medNext` blocks MedNeXt's; the last two start with a convolution `stem` to the first stage's channels.
 *
 * @param image [B, D, H, W, C] of known size.
 * @throws BlockError if a list does not have one entry for each stage, or the strides do not divide a size.
 * Source: Isensee et al. 2021 and 2024 (nnU-Net, ResEnc); Roy et al. 2023 (MedNeXt); MONAI's `DynUNet`.
 */
export function convEncoder<const Strides extends readonly PerAxis[]>(
	image: tf.SymbolicTensor,
	config: ConvEncoderConfig<Strides>,
): FeaturePyramid<ConvScales<Strides>> {
	const stages = stagesOf(config);
	checkSize(image, config);
	const run = config.block === 'medNext' ? medNextStage : convStage;
	let features = stages[0] ? stem(image, stages[0], config) : image;
	const levels = stages.map((stage) => {
		features = run(features, stage, config);
		return features;
	});
	return featurePyramid(image, levels, config.spatialDims);
}
