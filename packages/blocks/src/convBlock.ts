import type * as tf from '@tensorflow/tfjs';
import { type Activation, activate } from './activation.ts';
import { convolve } from './convolve.ts';
import { sum } from './join.ts';
import { type PerAxis, perAxis, type SeedOf } from './layerConfig.ts';
import { type Norm, normalise } from './norm.ts';
import type { WeightFill } from './weightFill.ts';

/** What the convolution blocks of a network have in common. */
export interface BlockConfig {
	/** Residual blocks where true, plain pairs of convolutions where false. */
	readonly resBlock: boolean;
	readonly normName: Norm;
	readonly seedOf: SeedOf;
	/** A leaky rectifier of slope 0.01 by default. */
	readonly activation?: Activation;
	/** `uniform` by default. */
	readonly fill?: WeightFill;
}

/** What may differ from block to block. */
export interface ConvBlockOptions {
	readonly filters: number;
	/** Extent of both kernels in voxels, 3 by default. */
	readonly kernelSize?: PerAxis;
	/** Strides of the first convolution, 1 by default. */
	readonly strides?: PerAxis;
}

const leaky: Activation = { name: 'leakyRelu', slope: 0.01 };

/**
 * Two convolutions without bias, each normed: plain conv–norm–act–conv–norm–act, or with a residual path added
 * before the last activation (a normed 1³ convolution where channels or strides change);
 * [B, D, H, W, C] -> [B, ⌈D/s⌉, ⌈H/s⌉, ⌈W/s⌉, filters].
 *
 * @param name module path, for example `encoder1.layer`.
 * Source: MONAI's `UnetBasicBlock` and `UnetResBlock`.
 */
export function convBlock(
	x: tf.SymbolicTensor,
	name: string,
	{ filters, kernelSize = 3, strides = 1 }: ConvBlockOptions,
	{ resBlock, normName, seedOf, activation = leaky, fill }: BlockConfig,
): tf.SymbolicTensor {
	const convNorm = (
		input: tf.SymbolicTensor,
		index: 1 | 2 | 3,
		k: PerAxis,
		s: PerAxis,
	): tf.SymbolicTensor => {
		const options = {
			filters,
			kernelSize: k,
			strides: s,
			useBias: false,
			fill,
			...(index === 3 && { pad: 0 }),
		};
		const convolved = convolve(input, `${name}.conv${index}.conv`, options, seedOf);
		return normalise(convolved, `${name}.norm${index}`, normName);
	};
	const first = activate(convNorm(x, 1, kernelSize, strides), `${name}.lrelu1`, activation);
	const second = convNorm(first, 2, kernelSize, 1);
	if (!resBlock) return activate(second, `${name}.lrelu2`, activation);
	const same = x.shape.at(-1) === filters && perAxis(strides).every((stride) => stride === 1);
	const residual = same ? x : convNorm(x, 3, 1, strides);
	return activate(sum(`${name}.add`, [second, residual]), `${name}.lrelu2`, activation);
}
