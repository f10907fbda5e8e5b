import type * as tf from '@tensorflow/tfjs';
import { activate } from './activation.ts';
import { type BlockConfig, type ConvBlockOptions, leaky } from './convBlock.ts';
import { convolve } from './convolve.ts';
import { dropOut } from './dropoutLayer.ts';
import { sum } from './join.ts';
import { type PerAxis, perAxis } from './layerConfig.ts';
import { normalise } from './norm.ts';
import { AvgPoolLayer } from './poolLayers.ts';

/** What nnU-Net's residual blocks have in common. */
export type ResEncConfig = Omit<BlockConfig, 'resBlock'>;

interface ConvNorm {
	readonly filters: number;
	readonly kernelSize: PerAxis;
	readonly strides: PerAxis;
	readonly useBias: boolean;
}

/** A convolution and its norm, as nnU-Net names them. */
function convNorm(
	x: tf.SymbolicTensor,
	path: string,
	options: ConvNorm,
	{ normName, seedOf, fill, spatialDims }: ResEncConfig,
	dropout = 0,
): tf.SymbolicTensor {
	const pad = perAxis(options.kernelSize, spatialDims).map((extent) => Math.floor((extent - 1) / 2));
	const padded = { ...options, pad: pad as [number, number, number], fill, spatialDims };
	const convolved = convolve(x, `${path}.conv`, padded, seedOf);
	return normalise(dropOut(convolved, `${path}.dropout`, dropout, seedOf), `${path}.norm`, normName);
}

/**
 * One convolution, normed and activated: [B, D, H, W, C] -> [B, D, H, W, filters], the first of a residual encoder.
 *
 * @param name module path, for example `stem.convs.0`.
 * Source: Isensee et al. 2024, "nnU-Net revisited"; nnU-Net's `ConvDropoutNormReLU`.
 */
export function resEncStem(
	x: tf.SymbolicTensor,
	name: string,
	{ filters, kernelSize = 3 }: ConvBlockOptions,
	config: ResEncConfig,
): tf.SymbolicTensor {
	const { activation = leaky, convBias = false, dropout } = config;
	const options = { filters, kernelSize, strides: 1, useBias: convBias };
	return activate(convNorm(x, name, options, config, dropout), `${name}.nonlin`, activation);
}

/** The shortcut: averaged over the strides, then a normed 1³ convolution without bias where channels change. */
function shortcut(
	x: tf.SymbolicTensor,
	name: string,
	{ filters, strides = 1 }: ConvBlockOptions,
	config: ResEncConfig,
): tf.SymbolicTensor {
	const steps = perAxis(strides, config.spatialDims);
	const isStrided = steps.some((step) => step !== 1);
	const pool = new AvgPoolLayer({ name: `${name}.skip.0`, kernelSize: steps });
	const pooled = isStrided ? (pool.apply(x) as tf.SymbolicTensor) : x;
	if (x.shape.at(-1) === filters) return pooled;
	const options = { filters, kernelSize: 1, strides: 1, useBias: false };
	return convNorm(pooled, `${name}.skip.${isStrided ? 1 : 0}`, options, config);
}

/**
 * nnU-Net's residual block: conv–norm–act–conv–norm, added to an averaged and, where channels change, projected
 * shortcut, then the activation; [B, D, H, W, C] -> [B, D/s, H/s, W/s, filters].
 *
 * @param name module path, for example `stages.0.blocks.0`.
 * Source: He et al. 2019, "Bag of tricks" (ResNet-D); nnU-Net's `BasicBlockD`.
 */
export function resEncBlock(
	x: tf.SymbolicTensor,
	name: string,
	options: ConvBlockOptions,
	config: ResEncConfig,
): tf.SymbolicTensor {
	const { filters, kernelSize = 3, strides = 1 } = options;
	const { activation = leaky, convBias: useBias = false, dropout } = config;
	const one = convNorm(x, `${name}.conv1`, { filters, kernelSize, strides, useBias }, config, dropout);
	const first = activate(one, `${name}.conv1.nonlin`, activation);
	// nnU-Net drops values behind the first convolution only.
	const second = convNorm(first, `${name}.conv2`, { filters, kernelSize, strides: 1, useBias }, config);
	const joined = sum(`${name}.add`, [second, shortcut(x, name, options, config)]);
	return activate(joined, `${name}.nonlin2`, activation);
}
