import type * as tf from '@tensorflow/tfjs';
import type { BlockConfig, FeaturePyramid, Fits } from '@unetr/blocks';
import { DecoderError } from './decoderError.ts';
import { outputHead } from './outputHead.ts';
import { unetrBasicBlock, unetrUpBlock } from './unetrBlocks.ts';

/** Configuration of {@link swinUnetrDecoder}. */
export interface SwinUnetrDecoderConfig extends Omit<BlockConfig, 'spatialDims'> {
	readonly outChannels: number;
	/** Channels at full resolution. */
	readonly featureSize: number;
}

const WANTED = [2, 4, 8, 16, 32] as const;

function checkScales({ levels, spatialDims }: FeaturePyramid): void {
	if (levels.length !== WANTED.length) {
		throw new DecoderError(
			`a Swin UNETR decoder takes five levels of scales ${WANTED.join(', ')}; there are ${levels.length}`,
		);
	}
	levels.forEach(({ scale }, level) => {
		const axis = scale.slice(0, spatialDims).findIndex((ratio) => ratio !== WANTED[level]);
		if (axis < 0) return;
		throw new DecoderError(
			`a Swin UNETR decoder takes levels of scales ${WANTED.join(', ')}, but level ${level} has scale ${scale[axis]} ` +
				`along axis ${'ijk'[axis]}; for other scales take a U-Net decoder`,
		);
	});
}

/**
 * The convolutional half of Swin UNETR, on any pyramid of scales 2, 4, 8, 16 and 32; -> logits
 * [B, D, H, W, outChannels].
 *
 * Blocks refine the image and all levels but the fourth; each level is raised, joined [upsampled, skip] with the next
 * finer one and convolved to that one's channels.
 *
 * @throws DecoderError if the levels have other scales.
 * Source: Hatamizadeh et al. 2022, "Swin UNETR", figure 1; MONAI's `SwinUNETR`.
 */
export function swinUnetrDecoder<Scales extends readonly number[]>(
	pyramid: FeaturePyramid<Scales> &
		Fits<Scales, readonly [2, 4, 8, 16, 32], 'Swin UNETR takes levels of scales 2, 4, 8, 16, 32'>,
	config: SwinUnetrDecoderConfig,
): tf.SymbolicTensor {
	checkScales(pyramid);
	const { image, levels, spatialDims }: FeaturePyramid = pyramid;
	const { outChannels, featureSize } = config;
	const blocks = { ...config, spatialDims };
	const refine = (level: number, name: string): tf.SymbolicTensor =>
		unetrBasicBlock(levels[level]!.features, name, levels[level]!.channels, blocks);
	const skips = [
		unetrBasicBlock(image, 'encoder1', featureSize, blocks),
		refine(0, 'encoder2'),
		refine(1, 'encoder3'),
		refine(2, 'encoder4'),
		levels[3]!.features,
	];
	let decoded = refine(4, 'encoder10');
	for (let step = 4; step >= 0; step--) {
		const filters = step === 0 ? featureSize : levels[step - 1]!.channels;
		decoded = unetrUpBlock(decoded, skips[step]!, `decoder${step + 1}`, filters, blocks);
	}
	return outputHead(decoded, 'out', outChannels, blocks);
}
