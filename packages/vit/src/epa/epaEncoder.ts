import type * as tf from '@tensorflow/tfjs';
import {
	type Cumulated,
	convolve,
	type EpaBlockConfig,
	epaBlock,
	type FeaturePyramid,
	featurePyramid,
	normalise,
	type Triple,
} from '@unetr/blocks';
import { VitError } from '../vitError.ts';

/** Configuration of {@link epaEncoder}; `Patch` is literal where it is known at compile time. */
export interface EpaEncoderConfig<Patch extends Triple = Triple> extends Omit<EpaBlockConfig, 'projSize'> {
	/** Step of the stem along i, j, k; every further stage halves. */
	readonly patchSize: Patch;
	/** Channels of each stage, for example [32, 64, 128, 256]. */
	readonly dims: readonly number[];
	/** Blocks of each stage. */
	readonly depths: readonly number[];
	/** Places that keys and values of each stage are projected to. */
	readonly projSize: readonly number[];
	/** Module path, `unetr_pp_encoder` by default. */
	readonly name?: string;
}

/** Scales of the four levels where the stem's step is literal and the same along all axes. */
export type EpaScales<Patch extends Triple> = Patch extends readonly [
	infer Step extends number,
	infer J,
	infer K,
]
	? [J, K] extends [Step, Step]
		? Cumulated<readonly [Step, 2, 2, 2]>
		: readonly number[]
	: readonly number[];

function checkStages({ dims, depths, projSize }: EpaEncoderConfig): void {
	for (const [name, list] of Object.entries({ dims, depths, projSize })) {
		if (list.length === 4) continue;
		throw new VitError(`${name} has ${list.length} entries; a hierarchy of paired attention has four stages`);
	}
}

function checkExtents(image: tf.SymbolicTensor, patchSize: Triple): void {
	patchSize.forEach((step, axis) => {
		const extent = image.shape[axis + 1];
		const multiple = 8 * step;
		if (typeof extent === 'number' && extent % multiple === 0) return;
		throw new VitError(
			`the image has ${extent} voxels along axis ${'ijk'[axis]}, no multiple of ${multiple}, the stem's ${step} times ` +
				'three halvings',
		);
	});
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/**
 * The hierarchy of UNETR++ as a pyramid: a stem that steps by `patchSize`, three halvings, group norm behind each, and
 * blocks of paired attention in each of the four stages; level n is [B, D/(p·2ⁿ), H/(p·2ⁿ), W/(p·2ⁿ), dims[n]].
 *
 * A norm has as many groups as channels come in, as in the published networks, or the largest number that divides both.
 *
 * @param image [B, D, H, W, C] with D, H, W known and multiples of 8 · patchSize.
 * @throws VitError if an extent is no such multiple, or a list does not have four entries.
 * @throws BlockError if the channels of a stage do not divide into the heads, or are odd.
 * Source: Shaker et al. 2022, "UNETR++", section 3.1; the published `UnetrPPEncoder`.
 */
export function epaEncoder<const Patch extends Triple>(
	image: tf.SymbolicTensor,
	config: EpaEncoderConfig<Patch>,
): FeaturePyramid<EpaScales<Patch>> {
	const { patchSize, dims, depths, projSize, name = 'unetr_pp_encoder', seedOf } = config;
	checkStages(config);
	checkExtents(image, patchSize);
	const levels: tf.SymbolicTensor[] = [];
	dims.forEach((filters, stage) => {
		const input = levels.at(-1) ?? image;
		const step = stage === 0 ? patchSize : 2;
		const path = `${name}.downsample_layers.${stage}`;
		const options = { filters, kernelSize: step, strides: step, useBias: false };
		const numGroups = divisor(input.shape.at(-1)!, filters);
		let x = normalise(convolve(input, `${path}.0.conv`, options, seedOf), `${path}.1`, {
			name: 'group',
			numGroups,
		});
		for (let block = 0; block < depths[stage]!; block++) {
			const blockConfig: EpaBlockConfig = {
				linearFill: 'narrowNormal',
				...config,
				projSize: projSize[stage]!,
			};
			x = epaBlock(x, `${name}.stages.${stage}.${block}`, blockConfig);
		}
		levels.push(x);
	});
	return featurePyramid(image, levels);
}
