import * as tf from '@tensorflow/tfjs';
import {
	type Activation,
	activate,
	concatChannels,
	convolve,
	convolveTransposed,
	type Norm,
	normalise,
	type PerAxis,
	perAxis,
	type SeedOf,
	sum,
} from '@unetr/blocks';
import { layerSeeds } from '../layerSeed.ts';
import { ModelError } from '../modelError.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import { checkImgSize, isCount, type OptionRules, resolveOptions } from '../options/resolveOptions.ts';
import { strideProduct } from './dynUnet.ts';

/** Everything that decides a U-Net with residual units, in the terms of MONAI's `UNet`; plain JSON. */
export interface MonaiUnetConfig extends CommonConfig {
	readonly variant: 'unet';
	/** Channels of each level. */
	readonly channels: readonly number[];
	/** Step from each level to the next; `imgSize` is a multiple of their product. */
	readonly strides: readonly PerAxis[];
	/** Extent of the kernels, odd. */
	readonly kernelSize: PerAxis;
	/** Extent of the kernels on the way up, odd. */
	readonly upKernelSize: PerAxis;
	/** Convolutions of a residual unit; 0 for single convolutions without a sum. */
	readonly numResUnits: number;
	readonly act: Activation;
	readonly norm: Norm;
	/** Whether convolutions have biases. */
	readonly bias: boolean;
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
		bias: true,
		seed: 0,
	},
	choices: { bias: [true, false] },
};

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function monaiUnetConfig(options: MonaiUnetOptions): MonaiUnetConfig {
	const config = resolveOptions(options, rules);
	const { channels, strides, kernelSize, upKernelSize, numResUnits, imgSize } = config;
	if (!Array.isArray(channels) || channels.length < 2 || !channels.every(isCount)) {
		throw new ModelError(
			`channels = ${JSON.stringify(channels)} must be two positive whole numbers or more, one for each level`,
		);
	}
	if (!Array.isArray(strides) || strides.length !== channels.length - 1 || !strides.flat().every(isCount)) {
		throw new ModelError(
			`strides = ${JSON.stringify(strides)} must be ${channels.length - 1} positive whole numbers or triples, one ` +
				`fewer than the ${channels.length} channels`,
		);
	}
	for (const [name, kernel] of Object.entries({ kernelSize, upKernelSize })) {
		if ([kernel].flat().every((extent) => isCount(extent) && extent % 2 === 1)) continue;
		throw new ModelError(`${name} = ${JSON.stringify(kernel)} must be odd, a number or a triple`);
	}
	if (!Number.isSafeInteger(numResUnits) || numResUnits < 0) {
		throw new ModelError(`numResUnits = ${numResUnits} must be a whole number, 0 or more`);
	}
	checkImgSize(imgSize, 'the product of the strides', strideProduct(strides));
	return config;
}

type UnitConfig = MonaiUnetConfig & { readonly seedOf: SeedOf };

const isOne = (strides: PerAxis): boolean => perAxis(strides).every((step) => step === 1);

/** Norm, then activation, as MONAI's `ADN` of ordering NDA without dropout. */
function adn(x: tf.SymbolicTensor, path: string, { act, norm }: UnitConfig): tf.SymbolicTensor {
	return activate(normalise(x, `${path}.adn.N`, norm), `${path}.adn.A`, act);
}

/** Convolutions one after the other beside a shortcut, as MONAI's `ResidualUnit`. */
function residualUnit(
	x: tf.SymbolicTensor,
	path: string,
	options: { filters: number; strides: PerAxis; subunits: number; lastConvOnly: boolean },
	config: UnitConfig,
): tf.SymbolicTensor {
	const { filters, strides, subunits, lastConvOnly } = options;
	const { kernelSize, bias: useBias, seedOf } = config;
	let y = x;
	for (let unit = 0; unit < subunits; unit++) {
		const name = `${path}.conv.unit${unit}`;
		const step = unit === 0 ? strides : 1;
		y = convolve(y, `${name}.conv`, { filters, kernelSize, strides: step, useBias }, seedOf);
		if (!lastConvOnly || unit < subunits - 1) y = adn(y, name, config);
	}
	if (isOne(strides) && x.shape.at(-1) === filters) return sum(`${path}.add`, [x, y]);
	const shortcut = { filters, kernelSize: isOne(strides) ? 1 : kernelSize, strides, useBias };
	return sum(`${path}.add`, [convolve(x, `${path}.residual`, shortcut, seedOf), y]);
}

function down(x: tf.SymbolicTensor, path: string, filters: number, strides: PerAxis, config: UnitConfig) {
	const { numResUnits, kernelSize, bias: useBias, seedOf } = config;
	if (numResUnits > 0) {
		return residualUnit(x, path, { filters, strides, subunits: numResUnits, lastConvOnly: false }, config);
	}
	return adn(convolve(x, `${path}.conv`, { filters, kernelSize, strides, useBias }, seedOf), path, config);
}

function up(
	x: tf.SymbolicTensor,
	path: string,
	filters: number,
	strides: PerAxis,
	isTop: boolean,
	config: UnitConfig,
): tf.SymbolicTensor {
	const { numResUnits, upKernelSize, bias: useBias, seedOf } = config;
	const conv = numResUnits > 0 ? `${path}.0` : path;
	const [kernel, steps] = [perAxis(upKernelSize), perAxis(strides)];
	const options = {
		...{ filters, kernelSize: kernel, strides: steps, useBias },
		pad: kernel.map((extent) => (extent - 1) / 2) as [number, number, number],
		outputPadding: steps.map((step) => step - 1) as [number, number, number],
	};
	const raised = convolveTransposed(x, `${conv}.conv`, options, seedOf);
	if (numResUnits === 0) return isTop ? raised : adn(raised, conv, config);
	const unit = { filters, strides: 1, subunits: 1, lastConvOnly: isTop } as const;
	return residualUnit(adn(raised, conv, config), `${path}.1`, unit, config);
}

/** A level, the levels below it and the way back up. */
function level(
	x: tf.SymbolicTensor,
	path: string,
	outFilters: number,
	depth: number,
	config: UnitConfig,
): tf.SymbolicTensor {
	const { channels, strides } = config;
	const filters = channels[depth]!;
	const skip = down(x, `${path}0`, filters, strides[depth]!, config);
	const below = `${path}1.submodule`;
	const deepest = depth === channels.length - 2;
	const deeper = deepest
		? down(skip, below, channels[depth + 1]!, 1, config)
		: level(skip, `${below}.`, filters, depth + 1, config);
	const joined = concatChannels(`${path}1.concat`, [skip, deeper]);
	return up(joined, `${path}2`, outFilters, strides[depth]!, depth === 0, config);
}

/** The network of a configuration. */
export function buildMonaiUnet(config: MonaiUnetConfig): tf.LayersModel {
	const { imgSize, inChannels, outChannels, seed } = config;
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const outputs = level(image, 'model.', outChannels, 0, { ...config, seedOf: layerSeeds(seed) });
	return tf.model({ inputs: image, outputs, name: 'unet3d' });
}
