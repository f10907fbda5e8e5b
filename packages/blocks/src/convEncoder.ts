import type * as tf from '@tensorflow/tfjs';
import { BlockError } from './blockError.ts';
import { type BlockConfig, convBlock } from './convBlock.ts';
import { type FeaturePyramid, featurePyramid } from './featurePyramid.ts';
import type { PerAxis } from './layerConfig.ts';
import { medNextBlock, medNextDown } from './medNextBlock.ts';
import type { Cumulated } from './scales.ts';

/** What a stage of a convolutional encoder is made of. */
export type StageBlock = 'conv' | 'medNext';

/** Configuration of {@link convEncoder}; `Strides` is literal where it is known at compile time. */
export interface ConvEncoderConfig<Strides extends readonly PerAxis[] = readonly PerAxis[]>
	extends BlockConfig {
	/** Step of each stage, first to last. */
	readonly strides: Strides;
	/** Channels of each stage. */
	readonly filters: readonly number[];
	/** Kernel of each stage, 3 by default. */
	readonly kernelSizes?: readonly PerAxis[];
	/** Blocks of each stage, 1 by default; nnU-Net's residual encoders have up to six. */
	readonly blocksPerStage?: readonly number[];
	/** `conv` by default: pairs of convolutions, residual as `resBlock` says. */
	readonly stageBlock?: StageBlock;
	/** Module path of a stage; `stages.{n}` by default. */
	readonly stageName?: (stage: number) => string;
}

/** Scales of a convolutional encoder's levels. */
export type ConvScales<Strides extends readonly PerAxis[]> = Strides extends readonly number[]
	? Cumulated<Strides>
	: readonly number[];

function checkStages({ strides, filters, kernelSizes, blocksPerStage }: ConvEncoderConfig): void {
	for (const [name, list] of Object.entries({ filters, kernelSizes, blocksPerStage })) {
		if (!list || list.length === strides.length) continue;
		throw new BlockError(
			`${name} has ${list.length} entries for ${strides.length} strides; give one for each stage`,
		);
	}
}

/**
 * The contracting half of a U-Net: in each stage a strided block, then further blocks; a level for each stage,
 * [B, D/s, H/s, W/s, filters[n]].
 *
 * With one block a stage it is DynUNet's (nnU-Net's plain encoder), with several residual ones nnU-Net's ResEnc, with
 * `medNext` blocks MedNeXt's.
 *
 * @param image [B, D, H, W, C] of known size.
 * @throws BlockError if a list does not have one entry for each stage, or a size does not divide.
 * Source: Isensee et al. 2021 and 2024 (nnU-Net, ResEnc); Roy et al. 2023 (MedNeXt); MONAI's `DynUNet`.
 */
export function convEncoder<const Strides extends readonly PerAxis[]>(
	image: tf.SymbolicTensor,
	config: ConvEncoderConfig<Strides>,
): FeaturePyramid<ConvScales<Strides>> {
	checkStages(config);
	const { strides, filters, kernelSizes, blocksPerStage, stageBlock = 'conv' } = config;
	const { stageName = (stage) => `stages.${stage}` } = config;
	let features = image;
	const levels = strides.map((stride, stage) => {
		const name = stageName(stage);
		const blocks = blocksPerStage?.[stage] ?? 1;
		for (let block = 0; block < blocks; block++) {
			const path = blocks === 1 ? name : `${name}.blocks.${block}`;
			const options = {
				filters: filters[stage]!,
				kernelSize: kernelSizes?.[stage] ?? 3,
				strides: block === 0 ? stride : 1,
			};
			if (stageBlock === 'conv') features = convBlock(features, path, options, config);
			else if (block === 0) features = medNextDown(features, path, options, config);
			else features = medNextBlock(features, path, options, config);
		}
		return features;
	});
	return featurePyramid(image, levels);
}
