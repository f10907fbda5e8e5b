import * as tf from '@tensorflow/tfjs';
import {
	adn,
	concatChannels,
	convolve,
	convolveTransposed,
	type PerAxis,
	perAxis,
	type SeedOf,
	sum,
	type Triple,
} from '@unetr/blocks';
import { layerSeeds } from '../layerSeed.ts';
import type { MonaiUnetConfig } from './monaiUnetConfig.ts';

type UnitConfig = MonaiUnetConfig & { readonly seedOf: SeedOf };

interface Unit {
	readonly filters: number;
	readonly strides: PerAxis;
	readonly subunits: number;
	/** Whether nothing follows the last convolution. */
	readonly lastConvOnly: boolean;
}

const isOne = (strides: PerAxis, { spatialDims }: UnitConfig): boolean =>
	perAxis(strides, spatialDims).every((step) => step === 1);

/** Half a kernel, which MONAI pads whatever the stride. */
const halfOf = (kernel: PerAxis, { spatialDims }: UnitConfig): Triple =>
	perAxis(kernel, spatialDims).map((extent) => (extent - 1) / 2) as unknown as Triple;

/** Convolutions one after the other beside a shortcut, as MONAI's `ResidualUnit`. */
function residualUnit(x: tf.SymbolicTensor, path: string, unit: Unit, config: UnitConfig): tf.SymbolicTensor {
	const { filters, strides, subunits, lastConvOnly } = unit;
	const { kernelSize, bias: useBias, seedOf, spatialDims } = config;
	const pad = halfOf(kernelSize, config);
	let y = x;
	for (let index = 0; index < subunits; index++) {
		const name = `${path}.conv.unit${index}`;
		const step = index === 0 ? strides : 1;
		const options = { filters, kernelSize, strides: step, pad, useBias, spatialDims };
		y = convolve(y, `${name}.conv`, options, seedOf);
		if (!lastConvOnly || index < subunits - 1) y = adn(y, `${name}.adn`, config);
	}
	if (isOne(strides, config) && x.shape.at(-1) === filters) return sum(`${path}.add`, [x, y]);
	// The shortcut's kernel is 1³ where it only changes the channels.
	const kernel = isOne(strides, config) ? 1 : kernelSize;
	const kept = { strides, pad: halfOf(kernel, config), useBias, spatialDims };
	const shortcut = { filters, kernelSize: kernel, ...kept };
	return sum(`${path}.add`, [convolve(x, `${path}.residual`, shortcut, seedOf), y]);
}

function down(
	x: tf.SymbolicTensor,
	path: string,
	filters: number,
	strides: PerAxis,
	config: UnitConfig,
): tf.SymbolicTensor {
	const { numResUnits, kernelSize, bias: useBias, seedOf, spatialDims } = config;
	if (numResUnits > 0) {
		return residualUnit(x, path, { filters, strides, subunits: numResUnits, lastConvOnly: false }, config);
	}
	const options = { filters, kernelSize, strides, pad: halfOf(kernelSize, config), useBias, spatialDims };
	const convolved = convolve(x, `${path}.conv`, options, seedOf);
	return adn(convolved, `${path}.adn`, config);
}

function up(
	x: tf.SymbolicTensor,
	path: string,
	{ filters, strides, isTop }: { filters: number; strides: PerAxis; isTop: boolean },
	config: UnitConfig,
): tf.SymbolicTensor {
	const { numResUnits, upKernelSize, bias: useBias, seedOf, spatialDims } = config;
	const conv = numResUnits > 0 ? `${path}.0` : path;
	const options = {
		...{ filters, kernelSize: upKernelSize, strides, useBias, spatialDims },
		pad: halfOf(upKernelSize, config),
		outputPadding: perAxis(strides, spatialDims).map((step) => step - 1) as unknown as Triple,
	};
	const raised = convolveTransposed(x, `${conv}.conv`, options, seedOf);
	if (numResUnits === 0) return isTop ? raised : adn(raised, `${conv}.adn`, config);
	const unit = { filters, strides: 1, subunits: 1, lastConvOnly: isTop };
	return residualUnit(adn(raised, `${conv}.adn`, config), `${path}.1`, unit, config);
}

/** A level, the levels below it and the way back up; MONAI nests each level in the one above. */
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
	const isDeepest = depth === channels.length - 2;
	const deeper = isDeepest
		? down(skip, below, channels[depth + 1]!, 1, config)
		: level(skip, `${below}.`, filters, depth + 1, config);
	const joined = concatChannels(`${path}1.concat`, [skip, deeper]);
	const top = { filters: outFilters, strides: strides[depth]!, isTop: depth === 0 };
	return up(joined, `${path}2`, top, config);
}

/**
 * The network of a configuration.
 * Source: Kerfoot et al. 2018, "Left-ventricle quantification using residual U-Net"; MONAI 1.5 `UNet`.
 */
export function buildMonaiUnet(config: MonaiUnetConfig): tf.LayersModel {
	const { imgSize, inChannels, outChannels, seed } = config;
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const outputs = level(image, 'model.', outChannels, 0, { ...config, seedOf: layerSeeds(seed) });
	return tf.model({ inputs: image, outputs, name: 'unet3d' });
}
