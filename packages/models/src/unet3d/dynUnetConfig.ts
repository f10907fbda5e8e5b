import {
	type Activation,
	type Norm,
	type PerAxis,
	perAxis,
	type SpatialDims,
	type Triple,
} from '@unetr/blocks';
import { ModelError } from '../modelError.ts';
import { normNameOf } from '../options/checkNorm.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import {
	checkImgSize,
	isCount,
	isPerAxis,
	type OptionRules,
	resolveOptions,
	tuplesOf,
} from '../options/resolveOptions.ts';

/** Everything that decides a U-Net of nnU-Net's shape, in the terms of MONAI's `DynUNet`; plain JSON. */
export interface DynUnetConfig extends CommonConfig {
	readonly variant: 'dynUnet';
	/** Kernel of each level, odd. */
	readonly kernelSize: readonly PerAxis[];
	/** Step of each level; `imgSize` is a multiple of their product. */
	readonly strides: readonly PerAxis[];
	/** Kernel and step of each raising, finest first; `null` for the strides, which it must equal. */
	readonly upsampleKernelSize: readonly PerAxis[] | null;
	/** Kernel of each block on the way up, finest first; `null` for those of the level below, nnU-Net has the level's own. */
	readonly upKernelSize: readonly PerAxis[] | null;
	/** Channels of each level; `null` for min(32 · 2^level, 320). */
	readonly filters: readonly number[] | null;
	/** Share of values dropped behind each convolution in training, in [0, 1). */
	readonly dropout: number;
	readonly normName: Norm;
	readonly actName: Activation;
	/** Whether the blocks of the encoder are residual. */
	readonly resBlock: boolean;
	/** Whether training sees the logits of coarser levels too, each resized to the image. */
	readonly deepSupervision: boolean;
	/** How many of them. */
	readonly deepSuprNum: number;
	/** Whether transposed convolutions have biases. */
	readonly transBias: boolean;
	/** Whether the blocks' convolutions have biases, as nnU-Net's; MONAI has none. */
	readonly convBias: boolean;
}

/** What must be given for such a U-Net, and what may be. */
export type DynUnetOptions = OptionsOf<DynUnetConfig> & { readonly variant: 'dynUnet' };

const flags = [true, false] as const;

const rules: OptionRules<DynUnetConfig> = {
	subject: 'a U-Net of variant "dynUnet"',
	defaults: {
		variant: 'dynUnet',
		kernelSize: [3, 3, 3, 3],
		strides: [1, 2, 2, 2],
		upsampleKernelSize: null,
		upKernelSize: null,
		filters: null,
		dropout: 0,
		normName: { name: 'instance', affine: true },
		actName: { name: 'leakyRelu', slope: 0.01 },
		resBlock: false,
		deepSupervision: false,
		deepSuprNum: 1,
		transBias: false,
		convBias: false,
		seed: 0,
	},
	counts: ['deepSuprNum'],
	choices: { resBlock: flags, deepSupervision: flags, transBias: flags, convBias: flags },
	norms: ['normName'],
	rates: ['dropout'],
};

/** Product of the steps of all levels along each axis. */
export const strideProduct = (strides: readonly PerAxis[], spatialDims: SpatialDims): Triple =>
	strides.reduce<[number, number, number]>(
		([i, j, k], step) => {
			const [si, sj, sk] = perAxis(step, spatialDims);
			return [i * si, j * sj, k * sk];
		},
		[1, 1, 1],
	);

/** @throws ModelError unless a list has an entry of the right kind for each of `levels`. */
function checkList(name: string, list: readonly unknown[], levels: number, spatialDims?: SpatialDims): void {
	const isLegal = (value: unknown): boolean => (spatialDims ? isPerAxis(value, spatialDims) : isCount(value));
	if (!Array.isArray(list) || !list.every(isLegal)) {
		const kind = `positive whole numbers${spatialDims ? ` or ${tuplesOf(spatialDims)}` : ''}`;
		throw new ModelError(`${name} = ${JSON.stringify(list)} must be a list of ${kind}`);
	}
	if (list.length === levels) return;
	throw new ModelError(
		`${name} = ${JSON.stringify(list)} has ${list.length} entries where ${levels} fit the strides`,
	);
}

function checkOdd(name: string, kernels: readonly PerAxis[]): void {
	const even = kernels.findIndex((kernel) => perAxis(kernel).some((extent) => extent % 2 === 0));
	if (even < 0) return;
	const value = JSON.stringify(kernels[even]);
	throw new ModelError(`${name}[${even}] = ${value} must be odd, so that a convolution keeps the size`);
}

function checkLevels(config: DynUnetConfig): void {
	const { strides, kernelSize, upKernelSize, upsampleKernelSize, filters, spatialDims } = config;
	if (!Array.isArray(strides) || strides.length < 3) {
		throw new ModelError(`strides = ${JSON.stringify(strides)} must be a list of three levels or more`);
	}
	checkList('strides', strides, strides.length, spatialDims);
	checkList('kernelSize', kernelSize, strides.length, spatialDims);
	checkOdd('kernelSize', kernelSize);
	if (filters) checkList('filters', filters, strides.length);
	if (upKernelSize) {
		checkList('upKernelSize', upKernelSize, strides.length - 1, spatialDims);
		checkOdd('upKernelSize', upKernelSize);
	}
	if (upsampleKernelSize) {
		checkList('upsampleKernelSize', upsampleKernelSize, strides.length - 1, spatialDims);
	}
	upsampleKernelSize?.forEach((kernel, index) => {
		const step = strides[index + 1]!;
		if (`${perAxis(kernel, spatialDims)}` === `${perAxis(step, spatialDims)}`) return;
		throw new ModelError(
			`upsampleKernelSize[${index}] = ${JSON.stringify(kernel)} must equal strides[${index + 1}] = ` +
				`${JSON.stringify(step)}, or the raised map would not have the skip's size`,
		);
	});
}

/** @throws ModelError for strides that leave a level at the size of the one before, or pass over voxels. */
function checkSteps({ strides, kernelSize, resBlock, spatialDims }: DynUnetConfig): void {
	if (perAxis(strides[0]!, spatialDims).some((step) => step !== 1)) {
		throw new ModelError(
			`strides[0] = ${JSON.stringify(strides[0])} must be 1, so that the logits have the image's size`,
		);
	}
	strides.forEach((stride, level) => {
		const steps = perAxis(stride, spatialDims);
		if (level > 0 && steps.every((step) => step === 1)) {
			throw new ModelError(`strides[${level}] = ${JSON.stringify(stride)} must be more than 1 along an axis`);
		}
		const kernel = perAxis(kernelSize[level]!, spatialDims);
		const axis = steps.findIndex((step, a) => step > kernel[a]! + 1 || (resBlock && step > 2));
		if (axis < 0) return;
		throw new ModelError(
			`strides[${level}] = ${JSON.stringify(stride)} must be at most ${resBlock ? 2 : kernel[axis]! + 1} along axis ` +
				`${'ijk'[axis]}, the reach of its ${resBlock ? 'residual path' : 'kernel'}`,
		);
	});
}

/** @throws ModelError for sizes that some level does not divide, or that leave instance norm a single voxel. */
function checkSize(config: DynUnetConfig): void {
	const { imgSize, strides, normName, spatialDims } = config;
	const product = strideProduct(strides, spatialDims);
	checkImgSize(config, 'the product of the strides', product);
	if (normNameOf(normName) !== 'instance' || imgSize.some((extent, axis) => extent > product[axis]!)) return;
	throw new ModelError(
		`imgSize = ${JSON.stringify(imgSize)} leaves the coarsest level one voxel, which instance norm turns to zero; ` +
			'make an axis twice as large',
	);
}

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function dynUnetConfig(options: DynUnetOptions): DynUnetConfig {
	const config = resolveOptions(options, rules);
	const { strides, deepSupervision, deepSuprNum } = config;
	checkLevels(config);
	checkSteps(config);
	if (deepSupervision && deepSuprNum > strides.length - 2) {
		throw new ModelError(
			`deepSuprNum = ${deepSuprNum} must be at most ${strides.length - 2}, the levels between the finest and the coarsest`,
		);
	}
	checkSize(config);
	return config;
}
