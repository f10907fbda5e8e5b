import * as tf from '@tensorflow/tfjs';
import {
	type Activation,
	activate,
	concatChannels,
	convolve,
	convolveTransposed,
	MaxPoolLayer,
	type Norm,
	normalise,
	PadEdgeLayer,
	type SeedOf,
	type Triple,
} from '@unetr/blocks';
import { layerSeeds } from '../layerSeed.ts';
import { ModelError } from '../modelError.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import { isCount, type OptionRules, resolveOptions } from '../options/resolveOptions.ts';

/** Everything that decides a plain U-Net of five levels, in the terms of MONAI's `BasicUNet`; plain JSON. */
export interface BasicUnetConfig extends CommonConfig {
	readonly variant: 'basicUnet';
	/** Channels of the five levels, and of the last block. */
	readonly features: readonly number[];
	readonly act: Activation;
	readonly norm: Norm;
	/** Whether convolutions have biases. */
	readonly bias: boolean;
}

/** What must be given for such a U-Net, and what may be. */
export type BasicUnetOptions = OptionsOf<BasicUnetConfig> & { readonly variant: 'basicUnet' };

const rules: OptionRules<BasicUnetConfig> = {
	subject: 'a U-Net of variant "basicUnet"',
	defaults: {
		variant: 'basicUnet',
		features: [32, 32, 64, 128, 256, 32],
		act: { name: 'leakyRelu', slope: 0.1 },
		norm: { name: 'instance', affine: true },
		bias: true,
		seed: 0,
	},
	choices: { bias: [true, false] },
};

/** Least extent of an axis that four halvings leave a voxel of. */
const LEAST = 16;

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value and what it must be.
 */
export function basicUnetConfig(options: BasicUnetOptions): BasicUnetConfig {
	const config = resolveOptions(options, rules);
	const { features, imgSize } = config;
	if (!Array.isArray(features) || features.length !== 6 || !features.every(isCount)) {
		throw new ModelError(`features = ${JSON.stringify(features)} must be six positive whole numbers`);
	}
	imgSize.forEach((extent, axis) => {
		if (extent >= LEAST) return;
		throw new ModelError(
			`imgSize[${axis}] (axis ${'ijk'[axis]}) = ${extent} must be ${LEAST} or more, to be halved four times; the nearest ` +
				`legal values are ${LEAST} and ${LEAST + 1}`,
		);
	});
	return config;
}

type ConvConfig = BasicUnetConfig & { readonly seedOf: SeedOf };

/** conv–norm–act, twice, as MONAI's `TwoConv`. */
function twoConv(x: tf.SymbolicTensor, path: string, filters: number, config: ConvConfig): tf.SymbolicTensor {
	const { act, norm, bias: useBias, seedOf } = config;
	return [0, 1].reduce((y, index) => {
		const name = `${path}.conv_${index}`;
		const convolved = convolve(y, `${name}.conv`, { filters, kernelSize: 3, useBias }, seedOf);
		return activate(normalise(convolved, `${name}.adn.N`, norm), `${name}.adn.A`, act);
	}, x);
}

/** Raises the resolution, pads odd sizes by their edge, joins [skip, upsampled] and convolves, as MONAI's `UpCat`. */
function upCat(
	x: tf.SymbolicTensor,
	skip: tf.SymbolicTensor,
	path: string,
	{ upFilters, filters }: { upFilters: number; filters: number },
	config: ConvConfig,
): tf.SymbolicTensor {
	const options = { filters: upFilters, kernelSize: 2, useBias: true };
	const raised = convolveTransposed(x, `${path}.upsample.deconv`, options, config.seedOf);
	const size = skip.shape.slice(1, 4) as unknown as Triple;
	const whole = size.every((extent, axis) => extent === raised.shape[axis + 1])
		? raised
		: (new PadEdgeLayer({ name: `${path}.pad`, size }).apply(raised) as tf.SymbolicTensor);
	return twoConv(concatChannels(`${path}.concat`, [skip, whole]), `${path}.convs`, filters, config);
}

/** The network of a configuration. */
export function buildBasicUnet(config: BasicUnetConfig): tf.LayersModel {
	const { imgSize, inChannels, outChannels, features, seed } = config;
	const full = { ...config, seedOf: layerSeeds(seed) };
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const skips = [twoConv(image, 'conv_0', features[0]!, full)];
	for (let level = 1; level <= 4; level++) {
		const pooled = new MaxPoolLayer({ name: `down_${level}.max_pooling`, kernelSize: 2 }).apply(
			skips[level - 1]!,
		);
		skips.push(twoConv(pooled as tf.SymbolicTensor, `down_${level}.convs`, features[level]!, full));
	}
	let x = skips[4]!;
	for (let level = 4; level >= 1; level--) {
		const inFilters = features[level]!;
		// All but the last up-sampling halve the channels.
		const upFilters = level > 1 ? Math.floor(inFilters / 2) : inFilters;
		const filters = level > 1 ? features[level - 1]! : features[5]!;
		x = upCat(x, skips[level - 1]!, `upcat_${level}`, { upFilters, filters }, full);
	}
	const head = { filters: outChannels, kernelSize: 1, useBias: true };
	return tf.model({ inputs: image, outputs: convolve(x, 'final_conv', head, full.seedOf), name: 'unet3d' });
}
