import type * as tf from '@tensorflow/tfjs';
import { activate } from './activation.ts';
import { type BlockConfig, type ConvBlockOptions, leaky } from './convBlock.ts';
import { convolve } from './convolve.ts';
import { dropOut } from './dropoutLayer.ts';
import { type PerAxis, perAxis } from './layerConfig.ts';
import { type AfterNorm, normActivate, normalise } from './norm.ts';
import { AvgPoolLayer } from './poolLayers.ts';

/** What nnU-Net's residual blocks have in common. */
export type ResEncConfig = Omit<BlockConfig, 'resBlock'>;

interface ConvNorm {
	readonly filters: number;
	readonly kernelSize: PerAxis;
	readonly strides: PerAxis;
	readonly useBias: boolean;
}

/** A convolution, as nnU-Net names it. */
function convolved(
	x: tf.SymbolicTensor,
	path: string,
	options: ConvNorm,
	{ seedOf, fill, spatialDims }: ResEncConfig,
	dropout = 0,
): tf.SymbolicTensor {
	const pad = perAxis(options.kernelSize, spatialDims).map((extent) => Math.floor((extent - 1) / 2));
	const padded = { ...options, pad: pad as [number, number, number], fill, spatialDims };
	const y = convolve(x, `${path}.conv`, padded, seedOf);
	return dropOut(y, `${path}.dropout`, dropout, seedOf);
}

/** What follows a norm whose activation is the layer `name`. */
const activatedBy = (
	name: string,
	{ activation = leaky }: ResEncConfig,
	residual?: AfterNorm['residual'],
): AfterNorm => ({
	...{ activation, activate: (x: tf.SymbolicTensor) => activate(x, name, activation) },
	...(residual && { residual }),
});

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
	const { convBias = false, dropout, normName } = config;
	const y = convolved(x, name, { filters, kernelSize, strides: 1, useBias: convBias }, config, dropout);
	return normActivate(y, `${name}.norm`, normName, activatedBy(`${name}.nonlin`, config));
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
	const path = `${name}.skip.${isStrided ? 1 : 0}`;
	return normalise(convolved(pooled, path, options, config), `${path}.norm`, config.normName);
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
	const { convBias: useBias = false, dropout, normName } = config;
	const one = convolved(x, `${name}.conv1`, { filters, kernelSize, strides, useBias }, config, dropout);
	const after = activatedBy(`${name}.conv1.nonlin`, config);
	const first = normActivate(one, `${name}.conv1.norm`, normName, after);
	// nnU-Net drops values behind the first convolution only.
	const second = convolved(first, `${name}.conv2`, { filters, kernelSize, strides: 1, useBias }, config);
	const residual = { name: `${name}.add`, x: shortcut(x, name, options, config) };
	const last = activatedBy(`${name}.nonlin2`, config, residual);
	return normActivate(second, `${name}.conv2.norm`, normName, last);
}
