import type * as tf from '@tensorflow/tfjs';
import { activate } from './activation.ts';
import type { ConvBlockOptions } from './convBlock.ts';
import { convolve } from './convolve.ts';
import { sum } from './join.ts';
import { type PerAxis, perAxis, type SeedOf } from './layerConfig.ts';
import { normalise } from './norm.ts';

/** What the MedNeXt blocks of a network have in common. */
export interface MedNextConfig {
	readonly seedOf: SeedOf;
	/** Channels in the middle of a block over those at its ends, 2 by default. */
	readonly expansionRatio?: number;
}

/** A depthwise convolution, its norm with one group a channel, expansion, GELU and compression. */
function body(
	x: tf.SymbolicTensor,
	name: string,
	{ filters, kernelSize = 3, strides = 1 }: ConvBlockOptions,
	{ seedOf, expansionRatio = 2 }: MedNextConfig,
): tf.SymbolicTensor {
	const channels = x.shape.at(-1)!;
	const depthwise = convolve(
		x,
		`${name}.conv1`,
		{ filters: channels, kernelSize, strides, pad: half(kernelSize), groups: channels, useBias: true },
		seedOf,
	);
	const normed = normalise(depthwise, `${name}.norm`, { name: 'group', numGroups: channels });
	const wide = { filters: expansionRatio * channels, kernelSize: 1, useBias: true };
	const expanded = activate(convolve(normed, `${name}.conv2`, wide, seedOf), `${name}.act`, 'gelu');
	return convolve(expanded, `${name}.conv3`, { filters, kernelSize: 1, useBias: true }, seedOf);
}

const half = (kernelSize: PerAxis): [number, number, number] =>
	perAxis(kernelSize).map((extent) => Math.floor(extent / 2)) as [number, number, number];

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
	options: ConvBlockOptions,
	config: MedNextConfig,
): tf.SymbolicTensor {
	const y = body(x, name, { ...options, strides: 1 }, config);
	return x.shape.at(-1) === options.filters ? sum(`${name}.add`, [x, y]) : y;
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
	options: ConvBlockOptions,
	config: MedNextConfig,
): tf.SymbolicTensor {
	const { filters, strides = 1 } = options;
	const beside = { filters, kernelSize: 1, strides, pad: 0, useBias: true };
	const shortcut = convolve(x, `${name}.res_conv`, beside, config.seedOf);
	return sum(`${name}.add`, [body(x, name, options, config), shortcut]);
}
