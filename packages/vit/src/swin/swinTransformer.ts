import type * as tf from '@tensorflow/tfjs';
import {
	chain,
	convBlock,
	convolve,
	DropoutLayer,
	LayerNormLayer,
	padEnd,
	type SeedOf,
	type SpatialDims,
	type Triple,
} from '@unetr/blocks';
import { VitError } from '../vitError.ts';
import { type PatchMergingType, patchMerging } from './patchMerging.ts';
import { swinBlock } from './swinBlock.ts';

/** What decides a Swin transformer; `PatchSize` is literal where it is known at compile time. */
export interface SwinConfig<PatchSize extends number = number> {
	/** Voxels of a patch along i, j, k; 1 along k in two dimensions. */
	readonly patchSize: readonly [PatchSize, PatchSize, PatchSize | 1];
	/** Channels of the first stage; each further one doubles them. */
	readonly embedDim: number;
	/** Blocks of each stage. */
	readonly depths: readonly number[];
	/** Heads of each stage, divisors of its channels. */
	readonly numHeads: readonly number[];
	/** Voxels of a window along i, j, k; 1 along k in two dimensions. */
	readonly windowSize: Triple;
	readonly mlpRatio: number;
	readonly qkvBias: boolean;
	/** Whether the embedded patches are layer-normed. */
	readonly patchNorm: boolean;
	/** Whether the outputs are layer-normed, without learnt scale and shift. */
	readonly normalize: boolean;
	readonly merging: PatchMergingType;
	/** Whether each stage begins with a residual convolution block, as version 2 of Swin UNETR. */
	readonly useV2: boolean;
	readonly dropoutRate: number;
	readonly attnDropRate: number;
	/** Of the last block; earlier ones have less, in equal steps from none. */
	readonly dropPathRate: number;
	readonly seedOf: SeedOf;
	/** 3 by default; 2 for an image [B, H, W, 1, C], which is halved along i and j alone. */
	readonly spatialDims?: SpatialDims;
	/** Module path; `swinViT` by default, empty for none. */
	readonly name?: string;
}

function checkImage(image: tf.SymbolicTensor): void {
	image.shape.slice(1, 4).forEach((extent, axis) => {
		if (extent !== null) return;
		throw new VitError(
			`the image must have a known size, but axis ${'ijk'[axis]} has none; build the network for one size`,
		);
	});
}

function checkWindow({ windowSize }: SwinConfig): void {
	windowSize.forEach((extent, axis) => {
		if (Number.isSafeInteger(extent) && extent > 0) return;
		throw new VitError(
			`windowSize = ${extent} along axis ${'ijk'[axis]} must be a positive whole number of voxels`,
		);
	});
}

function checkHeads({ embedDim, depths, numHeads }: SwinConfig): void {
	if (depths.length !== numHeads.length) {
		throw new VitError(`numHeads has ${numHeads.length} stages, but depths ${depths.length}; give as many`);
	}
	numHeads.forEach((heads, stage) => {
		const channels = embedDim * 2 ** stage;
		if (channels % heads === 0) return;
		throw new VitError(
			`numHeads[${stage}] = ${heads} must divide the stage's channels, ${embedDim} · 2^${stage} = ${channels}`,
		);
	});
}

/** Patches as a volume of channels: [B, D, H, W, C] -> [B, ⌈D/p⌉, ⌈H/p⌉, ⌈W/p⌉, embedDim]. */
function embed(
	image: tf.SymbolicTensor,
	path: (part: string) => string,
	config: SwinConfig,
): tf.SymbolicTensor {
	const { patchSize, embedDim, patchNorm, dropoutRate, seedOf, spatialDims } = config;
	const whole = image.shape
		.slice(1, 4)
		.map((extent, axis) => Math.ceil(extent! / patchSize[axis]!) * patchSize[axis]!) as unknown as Triple;
	const padded = padEnd(image, path('patch_embed.pad'), whole);
	const kernel = { kernelSize: patchSize, strides: patchSize, spatialDims };
	const options = { filters: embedDim, useBias: true, ...kernel };
	const dropped = path('pos_drop');
	return chain(convolve(padded, path('patch_embed.proj'), options, seedOf), [
		...(patchNorm ? [new LayerNormLayer({ name: path('patch_embed.norm') })] : []),
		...(dropoutRate > 0
			? [new DropoutLayer({ name: dropped, rate: dropoutRate, seed: seedOf(dropped) })]
			: []),
	]);
}

/**
 * Swin transformer on volumes: the embedded patches and the output of every stage, from fine to coarse, each half as
 * fine as the one before, [B, D/s, H/s, W/s, embedDim · 2^n]. Sizes that do not divide are padded at their end.
 *
 * @param image [B, D, H, W, C] of known size.
 * @throws VitError if a size is not known, a window is none, or heads do not divide the channels of their stage.
 * Source: Liu et al. 2021; Tang et al. 2022; MONAI 1.5 `SwinTransformer`.
 */
export function swinTransformer(image: tf.SymbolicTensor, config: SwinConfig): tf.SymbolicTensor[] {
	checkImage(image);
	checkWindow(config);
	checkHeads(config);
	const { depths, numHeads, merging, useV2, normalize, dropPathRate, seedOf, name = 'swinViT' } = config;
	const { spatialDims } = config;
	const path = (part: string): string => (name === '' ? part : `${name}.${part}`);
	const blocks = depths.reduce((total, depth) => total + depth, 0);
	let x = embed(image, path, config);
	const states = [x];
	let index = 0;
	depths.forEach((depth, stage) => {
		const layer = `layers${stage + 1}`;
		if (useV2) {
			const options = { filters: x.shape.at(-1)! };
			const common = { resBlock: true, normName: 'instance', seedOf, spatialDims } as const;
			x = convBlock(x, path(`${layer}c.0.layer`), options, common);
		}
		for (let block = 0; block < depth; block++, index++) {
			x = swinBlock(x, path(`${layer}.0.blocks.${block}`), {
				...config,
				numHeads: numHeads[stage]!,
				shifted: block % 2 === 1,
				dropPathRate: (dropPathRate * index) / Math.max(blocks - 1, 1),
			});
		}
		x = patchMerging(x, path(`${layer}.0.downsample`), { merging, seedOf, spatialDims });
		states.push(x);
	});
	if (!normalize) return states;
	return states.map((state, n) => {
		const norm = new LayerNormLayer({ name: path(`proj_out.${n}`), affine: false });
		return norm.apply(state) as tf.SymbolicTensor;
	});
}
