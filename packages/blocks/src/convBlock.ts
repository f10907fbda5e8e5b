import type * as tf from '@tensorflow/tfjs';
import { type Activation, activate, activationLayer } from './activation.ts';
import { convolve } from './convolve.ts';
import { dropOut } from './dropoutLayer.ts';
import { type PerAxis, perAxis, type SeedOf, type SpatialDims, type Triple } from './layerConfig.ts';
import { type AfterNorm, type Norm, normActivate, normalise } from './norm.ts';
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
	/** Whether convolutions have biases, as in nnU-Net; false by default, as in MONAI. */
	readonly convBias?: boolean;
	/** Share of values dropped behind each convolution in training, in [0, 1); 0 by default. */
	readonly dropout?: number;
	/** 3 by default; 2 for kernels and strides that leave axis k as it is. */
	readonly spatialDims?: SpatialDims;
}

/** What may differ from block to block. */
export interface ConvBlockOptions {
	readonly filters: number;
	/** Extent of both kernels in voxels, 3 by default. */
	readonly kernelSize?: PerAxis;
	/** Strides of the first convolution, 1 by default. */
	readonly strides?: PerAxis;
}

/** The activation of nnU-Net and MONAI's decoders. */
export const leaky: Activation = { name: 'leakyRelu', slope: 0.01 };

/** MONAI's padding of a strided convolution; that of PyTorch's habit, (k − 1) / 2, up to a stride of 2. */
const padOf = (kernel: Triple, steps: Triple): Triple =>
	kernel.map((extent, axis) => Math.max(0, Math.floor((extent - steps[axis]! + 1) / 2))) as unknown as Triple;

type Activator = (x: tf.SymbolicTensor, index: 1 | 2) => tf.SymbolicTensor;

/** Both activations of a block; MONAI's are one module, so that a learnt slope is one weight. */
function activatorOf(name: string, activation: Activation): Activator {
	if (activation !== 'prelu') return (x, index) => activate(x, `${name}.lrelu${index}`, activation);
	const shared = activationLayer(`${name}.lrelu`, activation);
	return (x) => shared.apply(x) as tf.SymbolicTensor;
}

/**
 * Two convolutions, each normed: plain conv–norm–act–conv–norm–act, or with a residual path added before the last
 * activation (a normed 1³ convolution where channels or strides change);
 * [B, D, H, W, C] -> [B, ⌈D/s⌉, ⌈H/s⌉, ⌈W/s⌉, filters].
 *
 * @param name module path, for example `encoder1.layer`.
 * Source: MONAI's `UnetBasicBlock` and `UnetResBlock`.
 */
export function convBlock(
	x: tf.SymbolicTensor,
	name: string,
	{ filters, kernelSize = 3, strides = 1 }: ConvBlockOptions,
	config: BlockConfig,
): tf.SymbolicTensor {
	const { resBlock, normName, seedOf, activation = leaky, fill, convBias = false, dropout = 0 } = config;
	const { spatialDims } = config;
	const convolved = (
		input: tf.SymbolicTensor,
		index: 1 | 2 | 3,
		kernelSize: PerAxis,
		strides: PerAxis,
	): tf.SymbolicTensor => {
		const path = `${name}.conv${index}`;
		const [kernel, steps] = [perAxis(kernelSize, spatialDims), perAxis(strides, spatialDims)];
		const options = { filters, kernelSize: kernel, strides: steps, useBias: convBias, fill, spatialDims };
		const pad = steps.every((step) => step === 1) ? {} : { pad: padOf(kernel, steps) };
		const y = convolve(input, `${path}.conv`, { ...options, ...pad }, seedOf);
		return dropOut(y, `${path}.adn.D`, dropout, seedOf);
	};
	const act = activatorOf(name, activation);
	const activated = (
		y: tf.SymbolicTensor,
		index: 1 | 2,
		residual?: AfterNorm['residual'],
	): tf.SymbolicTensor =>
		normActivate(y, `${name}.norm${index}`, normName, {
			...{ activation, activate: (normed) => act(normed, index) },
			...(residual && { residual }),
		});
	const second = convolved(activated(convolved(x, 1, kernelSize, strides), 1), 2, kernelSize, 1);
	if (!resBlock) return activated(second, 2);
	const same = x.shape.at(-1) === filters && perAxis(strides, spatialDims).every((stride) => stride === 1);
	const residual = same ? x : normalise(convolved(x, 3, 1, strides), `${name}.norm3`, normName);
	return activated(second, 2, { name: `${name}.add`, x: residual });
}
