import { type Activation, isAdnOrdering, type Norm, type PerAxis } from '@unetr/blocks';
import { ModelError } from '../modelError.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import {
	checkImgSize,
	isCount,
	isPerAxis,
	type OptionRules,
	resolveOptions,
	tuplesOf,
} from '../options/resolveOptions.ts';
import { strideProduct } from './dynUnetConfig.ts';

/** Everything that decides a U-Net with residual units, in the terms of MONAI's `UNet`; plain JSON. */
export interface MonaiUnetConfig extends CommonConfig {
	readonly variant: 'unet';
	/** Channels of each level. */
	readonly channels: readonly number[];
	/** Step from each level to the next; `imgSize` is a multiple of their product. */
	readonly strides: readonly PerAxis[];
	/** Extent of the kernels of all levels, odd. */
	readonly kernelSize: PerAxis;
	/** Extent of the kernels of all levels on the way up, odd. */
	readonly upKernelSize: PerAxis;
	/** Convolutions of a residual unit; 0 for single convolutions without a sum. */
	readonly numResUnits: number;
	readonly act: Activation;
	readonly norm: Norm;
	/** Share of values dropped behind each convolution in training, in [0, 1). */
	readonly dropout: number;
	/** Whether convolutions have biases. */
	readonly bias: boolean;
	/** Order of activation (A), dropout (D) and norm (N) behind a convolution. */
	readonly adnOrdering: string;
}

/** What must be given for such a U-Net, and what may be. */
export type MonaiUnetOptions = OptionsOf<MonaiUnetConfig> & { readonly variant: 'unet' };

const rules: OptionRules<MonaiUnetConfig> = {
	subject: 'a U-Net of variant "unet"',
	defaults: {
		variant: 'unet',
		channels: [16, 32, 64, 128, 256],
		strides: [2, 2, 2, 2],
		kernelSize: 3,
		upKernelSize: 3,
		numResUnits: 2,
		act: 'prelu',
		norm: 'instance',
		dropout: 0,
		bias: true,
		adnOrdering: 'NDA',
		seed: 0,
	},
	choices: { bias: [true, false] },
	norms: ['norm'],
	rates: ['dropout'],
};

const isOdd = (extent: unknown): boolean => isCount(extent) && extent % 2 === 1;

function checkLevels({ channels, strides, spatialDims }: MonaiUnetConfig): void {
	if (!Array.isArray(channels) || channels.length < 2 || !channels.every(isCount)) {
		throw new ModelError(
			`channels = ${JSON.stringify(channels)} must be two positive whole numbers or more, one for each level`,
		);
	}
	const steps = Array.isArray(strides) && strides.every((stride) => isPerAxis(stride, spatialDims));
	if (steps && strides.length === channels.length - 1) return;
	throw new ModelError(
		`strides = ${JSON.stringify(strides)} must be ${channels.length - 1} positive whole numbers or ${tuplesOf(spatialDims)}, one ` +
			`fewer than the ${channels.length} channels`,
	);
}

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function monaiUnetConfig(options: MonaiUnetOptions): MonaiUnetConfig {
	const config = resolveOptions(options, rules);
	const { strides, kernelSize, upKernelSize, numResUnits, adnOrdering, spatialDims } = config;
	checkLevels(config);
	for (const [name, kernel] of Object.entries({ kernelSize, upKernelSize })) {
		if (isPerAxis(kernel, spatialDims, isOdd)) continue;
		const kinds = `a number or ${spatialDims === 2 ? 'a pair' : 'a triple'}`;
		throw new ModelError(`${name} = ${JSON.stringify(kernel)} must be odd, ${kinds}`);
	}
	if (!Number.isSafeInteger(numResUnits) || numResUnits < 0) {
		throw new ModelError(`numResUnits = ${JSON.stringify(numResUnits)} must be a whole number, 0 or more`);
	}
	if (!isAdnOrdering(adnOrdering)) {
		throw new ModelError(
			`adnOrdering = ${JSON.stringify(adnOrdering)} must be letters of "NDA", each at most once`,
		);
	}
	checkImgSize(config, 'the product of the strides', strideProduct(strides, spatialDims));
	return config;
}
