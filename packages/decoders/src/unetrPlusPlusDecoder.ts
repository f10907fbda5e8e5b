import type * as tf from '@tensorflow/tfjs';
import {
	convBlock,
	type EpaBlockConfig,
	epaBlock,
	type FeaturePyramid,
	type Fits,
	type Norm,
	sum,
} from '@unetr/blocks';
import { DecoderError } from './decoderError.ts';
import { outputHead } from './outputHead.ts';
import { stepRatios } from './stepRatios.ts';
import type { Rising } from './unetScales.ts';
import { upsampleTo } from './upsampleTo.ts';

/** Configuration of {@link unetrPlusPlusDecoder}. */
export interface UnetrPlusPlusDecoderConfig extends Omit<EpaBlockConfig, 'projSize'> {
	readonly outChannels: number;
	/** Channels at the image's resolution. */
	readonly featureSize: number;
	/** Blocks of paired attention at each level but the coarsest, finest first; 3 each in the published networks. */
	readonly depths: readonly number[];
	/** Places that keys and values of those levels are projected to, finest first. */
	readonly projSize: readonly number[];
	/** Norm of the two convolution blocks at the image's resolution. */
	readonly normName: Norm;
	/** Whether the levels but the two coarsest give logits too. */
	readonly deepSupervision: boolean;
}

function checkLevels(
	{ levels, spatialDims }: FeaturePyramid,
	{ depths, projSize }: UnetrPlusPlusDecoderConfig,
): void {
	if (spatialDims !== 3) {
		throw new DecoderError(
			'a UNETR++ decoder works in three dimensions alone; take a U-Net decoder for a pyramid of two',
		);
	}
	if (levels.length < 2) {
		throw new DecoderError(
			`a UNETR++ decoder takes two levels or more, for example four of scales 4, 8, 16 and 32; there is ${levels.length}`,
		);
	}
	for (const [name, list] of Object.entries({ depths, projSize })) {
		if (list.length === levels.length - 1) continue;
		throw new DecoderError(
			`${name} has ${list.length} entries for ${levels.length} levels; give one for each level but the coarsest`,
		);
	}
}

/** The features of each level once all coarser ones have been added in, finest first. */
function decodeLevels(pyramid: FeaturePyramid, config: UnetrPlusPlusDecoderConfig): tf.SymbolicTensor[] {
	const { levels } = pyramid;
	const decoded: tf.SymbolicTensor[] = [levels.at(-1)!.features];
	for (let level = levels.length - 2; level >= 0; level--) {
		const { features, channels } = levels[level]!;
		const name = `decoder${level + 3}`;
		const ratios = stepRatios('a UNETR++ decoder', levels, level + 1);
		const raised = upsampleTo(decoded[0]!, `${name}.transp_conv`, { filters: channels, ratios }, config);
		let x = sum(`${name}.add`, [raised, features]);
		for (let block = 0; block < config.depths[level]!; block++) {
			const projSize = config.projSize[level]!;
			x = epaBlock(x, `${name}.decoder_block.0.${block}`, { ...config, projSize });
		}
		decoded.unshift(x);
	}
	return decoded;
}

/**
 * The expanding half of UNETR++: each level is raised to the next finer one, added to it and passed through blocks of
 * paired attention, `decoder{n}`; the finest is raised to the image's resolution, added to the image's own features
 * (`encoder1`) and convolved (`decoder2`); -> a list of logits [B, D, H, W, outChannels], with deep supervision then
 * those of every level but the two coarsest, finest first.
 *
 * It takes any pyramid whose levels grow coarser by whole steps; channels are the levels' own.
 *
 * @throws DecoderError if levels do not grow coarser by whole steps, or a list does not have an entry for each.
 * @throws BlockError if a level's channels do not divide into the heads, or are odd.
 * Source: Shaker et al. 2022, "UNETR++", figure 2; the published `UNETR_PP` and `UnetrUpBlock`.
 */
export function unetrPlusPlusDecoder<Scales extends readonly number[]>(
	pyramid: FeaturePyramid<Scales> &
		Fits<Scales, Rising<Scales>, 'a UNETR++ decoder takes levels each coarser than the one before'>,
	config: UnetrPlusPlusDecoderConfig,
): tf.SymbolicTensor[] {
	const { image, levels }: FeaturePyramid = pyramid;
	const { outChannels, featureSize: filters, normName, deepSupervision, seedOf } = config;
	checkLevels(pyramid, config);
	const decoded = decodeLevels(pyramid, config);
	const block = { resBlock: true, normName, seedOf };
	const skip = convBlock(image, 'encoder1', { filters }, block);
	const ratios = levels[0]!.scale;
	const raised = upsampleTo(decoded[0]!, 'decoder2.transp_conv', { filters, ratios }, config);
	const joined = sum('decoder2.add', [raised, skip]);
	const finest = convBlock(joined, 'decoder2.decoder_block.0', { filters }, block);
	const supervised = deepSupervision ? [finest, ...decoded.slice(0, -2)] : [finest];
	return supervised.map((x, index) => outputHead(x, `out${index + 1}`, outChannels, { seedOf }));
}
