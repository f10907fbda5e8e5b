import type * as tf from '@tensorflow/tfjs';
import { activate } from './activation.ts';
import { BlockError } from './blockError.ts';
import type { ConvBlockOptions } from './convBlock.ts';
import { convolve, convolveTransposed } from './convolve.ts';
import { sum } from './join.ts';
import { type PerAxis, perAxis, type SeedOf, type SpatialDims, type Triple } from './layerConfig.ts';
import { normalise } from './norm.ts';
import { PadStartLayer } from './padStartLayer.ts';

/** What the MedNeXt blocks of a network have in common. */
export interface MedNextConfig {
	readonly seedOf: SeedOf;
	/** Channels in the middle of a block over those at its ends, 2 by default. */
	readonly expansionRatio?: number;
	/** 3 by default; 2 for kernels and strides that leave axis k as it is. */
	readonly spatialDims?: SpatialDims;
}

const half = (kernelSize: PerAxis, spatialDims?: SpatialDims): Triple =>
	perAxis(kernelSize, spatialDims).map((extent) => Math.floor(extent / 2)) as unknown as Triple;

/** What a block does to its depthwise convolution: a norm with one group a channel, expansion, GELU, compression. */
function mix(
	depthwise: tf.SymbolicTensor,
	name: string,
	filters: number,
	{ seedOf, expansionRatio = 2, spatialDims }: MedNextConfig,
): tf.SymbolicTensor {
	const channels = depthwise.shape.at(-1)!;
	const normed = normalise(depthwise, `${name}.norm`, { name: 'group', numGroups: channels });
	const wide = { filters: expansionRatio * channels, kernelSize: 1, useBias: true, spatialDims };
	const expanded = activate(convolve(normed, `${name}.conv2`, wide, seedOf), `${name}.act`, 'gelu');
	return convolve(expanded, `${name}.conv3`, { filters, kernelSize: 1, useBias: true, spatialDims }, seedOf);
}

/** The depthwise convolution. */
function depthwiseOptions(
	x: tf.SymbolicTensor,
	kernelSize: PerAxis,
	strides: PerAxis,
	{ spatialDims }: MedNextConfig,
) {
	const channels = x.shape.at(-1)!;
	const pad = half(kernelSize, spatialDims);
	return { filters: channels, kernelSize, strides, pad, groups: channels, useBias: true, spatialDims };
}

/**
 * MedNeXt block: x plus a depthwise k³ convolution, norm, 1³ expansion, GELU and 1³ compression;
 * [B, D, H, W, C] -> [B, D, H, W, filters], the sum only where channels stay.
 *
 * @param name module path.
 * Source: Roy et al. 2023, "MedNeXt", figure 1; the layer names of its published `MedNeXtBlock`.
 */
export function medNextBlock(
	x: tf.SymbolicTensor,
	name: string,
	{ filters, kernelSize = 3 }: Omit<ConvBlockOptions, 'strides'>,
	config: MedNextConfig,
): tf.SymbolicTensor {
	const depthwise = convolve(x, `${name}.conv1`, depthwiseOptions(x, kernelSize, 1, config), config.seedOf);
	const y = mix(depthwise, name, filters, config);
	return x.shape.at(-1) === filters ? sum(`${name}.add`, [x, y]) : y;
}

/**
 * MedNeXt's way down: the block with a strided depthwise convolution, beside a strided 1³ convolution;
 * [B, D, H, W, C] -> [B, ⌈D/s⌉, ⌈H/s⌉, ⌈W/s⌉, filters].
 *
 * @param name module path.
 * Source: Roy et al. 2023, "MedNeXt", figure 1; the layer names of its published `MedNeXtDownBlock`.
 */
export function medNextDown(
	x: tf.SymbolicTensor,
	name: string,
	{ filters, kernelSize = 3, strides = 2 }: ConvBlockOptions,
	config: MedNextConfig,
): tf.SymbolicTensor {
	const { seedOf, spatialDims } = config;
	const depthwise = convolve(x, `${name}.conv1`, depthwiseOptions(x, kernelSize, strides, config), seedOf);
	const beside = { filters, kernelSize: 1, strides, pad: 0, useBias: true, spatialDims };
	const shortcut = convolve(x, `${name}.res_conv`, beside, seedOf);
	return sum(`${name}.add`, [mix(depthwise, name, filters, config), shortcut]);
}

/**
 * MedNeXt's way up: the block with a transposed depthwise convolution, beside a transposed 1³ convolution, one slice of
 * zeros put before each doubled axis; [B, D, H, W, C] -> [B, s·D, s·H, s·W, filters], s = 1 or 2 along each axis.
 *
 * @param name module path.
 * @throws BlockError if a stride is neither 1 nor 2, or a kernel is even.
 * Source: Roy et al. 2023, "MedNeXt", figure 1; the layer names of its published `MedNeXtUpBlock`.
 */
export function medNextUp(
	x: tf.SymbolicTensor,
	name: string,
	{ filters, kernelSize = 3, strides = 2 }: ConvBlockOptions,
	config: MedNextConfig,
): tf.SymbolicTensor {
	const { seedOf, spatialDims } = config;
	const steps = perAxis(strides, spatialDims);
	const odd = perAxis(kernelSize, spatialDims).every((extent) => extent % 2 === 1);
	if (!odd || !steps.every((step) => step === 1 || step === 2)) {
		throw new BlockError(
			`${name}: MedNeXt goes up by strides of 1 or 2 with an odd kernel, not by ${strides} with ${kernelSize}`,
		);
	}
	const options = depthwiseOptions(x, kernelSize, strides, config);
	const depthwise = convolveTransposed(x, `${name}.conv1`, options, seedOf);
	const beside = { filters, kernelSize: 1, strides, useBias: true, spatialDims };
	const shortcut = convolveTransposed(x, `${name}.res_conv`, beside, seedOf);
	const raised = sum(`${name}.add`, [mix(depthwise, name, filters, config), shortcut]);
	const pad = steps.map((step) => step - 1) as unknown as Triple;
	// Both summands are padded alike, so the sum is padded.
	return new PadStartLayer({ name: `${name}.pad`, pad }).apply(raised) as tf.SymbolicTensor;
}
