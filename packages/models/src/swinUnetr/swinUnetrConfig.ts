import type { Norm, PerAxis } from '@unetr/blocks';
import type { PatchMergingType } from '@unetr/vit';
import { ModelError } from '../modelError.ts';
import { normNameOf } from '../options/checkNorm.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import {
	checkImgSize,
	checkMultiple,
	isCount,
	isPerAxis,
	type OptionRules,
	resolveOptions,
} from '../options/resolveOptions.ts';

/** Everything that decides a Swin UNETR, in MONAI's terms; `imgSize` is a multiple of 32. Plain JSON. */
export interface SwinUnetrConfig extends CommonConfig {
	/** Channels of the first stage and of the decoder at full resolution. */
	readonly featureSize: number;
	/** Blocks of each of the four stages. */
	readonly depths: readonly [number, number, number, number];
	/** Heads of each stage, divisors of its channels. */
	readonly numHeads: readonly [number, number, number, number];
	/** Voxels of a window, one number for all axes or one for each. */
	readonly windowSize: PerAxis;
	/** Voxels of a cubic (in two dimensions square) patch along each axis. MONAI has the option, but its decoder fits no other patch. */
	readonly patchSize: 2;
	/** Whether the embedded patches are layer-normed. */
	readonly patchNorm: boolean;
	readonly mlpRatio: number;
	readonly qkvBias: boolean;
	/** Norm of the convolution blocks. */
	readonly normName: Norm;
	/** Whether the stages' outputs are layer-normed, without learnt scale and shift. */
	readonly normalize: boolean;
	/** MONAI's order since 1.5, the one until 1.4 for checkpoints from then, or `mergingv2`; all one in two dimensions. */
	readonly merging: PatchMergingType;
	/** Whether each stage begins with a residual convolution block. */
	readonly useV2: boolean;
	readonly dropoutRate: number;
	readonly attnDropRate: number;
	readonly dropPathRate: number;
}

/** What must be given for a Swin UNETR, and what may be. */
export type SwinUnetrOptions = OptionsOf<SwinUnetrConfig>;

const rules: OptionRules<SwinUnetrConfig> = {
	subject: 'a Swin UNETR',
	defaults: {
		featureSize: 24,
		depths: [2, 2, 2, 2],
		numHeads: [3, 6, 12, 24],
		windowSize: 7,
		patchSize: 2,
		patchNorm: false,
		mlpRatio: 4,
		qkvBias: true,
		normName: 'instance',
		normalize: true,
		merging: 'merging',
		useV2: false,
		dropoutRate: 0,
		attnDropRate: 0,
		dropPathRate: 0,
		seed: 0,
	},
	counts: ['featureSize'],
	choices: {
		patchSize: [2],
		patchNorm: [true, false],
		qkvBias: [true, false],
		normalize: [true, false],
		merging: ['merging', 'mergingLegacy', 'mergingv2'],
		useV2: [true, false],
	},
	norms: ['normName'],
	rates: ['dropoutRate', 'attnDropRate', 'dropPathRate'],
};

/** Patches of 2 voxels, halved four times. */
const MULTIPLE = 32;

/** A single voxel has no deviation, so an instance norm would give zeros; PyTorch refuses it too. */
function checkCoarsest({ imgSize, normName }: SwinUnetrConfig): void {
	if (normNameOf(normName) !== 'instance' || imgSize.some((extent) => extent > MULTIPLE)) return;
	throw new ModelError(
		`imgSize = [${imgSize.join(', ')}] leaves one voxel at the coarsest scale, which instance norm cannot normalise; ` +
			`make one axis ${2 * MULTIPLE} or more, or take another normName`,
	);
}

function checkStages({ depths, numHeads, featureSize }: SwinUnetrConfig): void {
	for (const [name, list] of Object.entries({ depths, numHeads })) {
		if (Array.isArray(list) && list.length === 4 && list.every(isCount)) continue;
		throw new ModelError(
			`${name} = ${JSON.stringify(list)} must be four positive whole numbers, one for each stage`,
		);
	}
	numHeads.forEach((heads, stage) => {
		const channels = featureSize * 2 ** stage;
		checkMultiple(`featureSize · 2^${stage}`, channels, `numHeads[${stage}]`, heads);
	});
}

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function swinUnetrConfig(options: SwinUnetrOptions): SwinUnetrConfig {
	const config = resolveOptions(options, rules);
	const { mlpRatio, windowSize, spatialDims } = config;
	checkImgSize(config, 'the coarsest scale', MULTIPLE);
	checkCoarsest(config);
	if (!isPerAxis(windowSize, spatialDims)) {
		const axes = spatialDims === 2 ? 'two for i, j' : 'three for i, j, k';
		throw new ModelError(
			`windowSize = ${JSON.stringify(windowSize)} must be a positive whole number, or ${axes}`,
		);
	}
	if (!(typeof mlpRatio === 'number' && mlpRatio > 0)) {
		throw new ModelError(`mlpRatio = ${JSON.stringify(mlpRatio)} must be above 0`);
	}
	checkStages(config);
	return config;
}
