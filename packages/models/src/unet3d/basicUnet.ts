import * as tf from '@tensorflow/tfjs';
import {
	adn,
	concatChannels,
	convolve,
	MaxPoolLayer,
	PadEdgeLayer,
	perAxis,
	type SeedOf,
	type Triple,
	upSample,
} from '@unetr/blocks';
import { layerSeeds } from '../layerSeed.ts';
import type { BasicUnetConfig } from './basicUnetConfig.ts';

type LevelConfig = BasicUnetConfig & { readonly seedOf: SeedOf };

/** conv–norm–act, twice, as MONAI's `TwoConv`. */
function twoConv(
	x: tf.SymbolicTensor,
	path: string,
	filters: number,
	config: LevelConfig,
): tf.SymbolicTensor {
	const options = { filters, kernelSize: 3, useBias: config.bias, spatialDims: config.spatialDims };
	return [0, 1].reduce((y, index) => {
		const name = `${path}.conv_${index}`;
		return adn(convolve(y, `${name}.conv`, options, config.seedOf), `${name}.adn`, config);
	}, x);
}

/** Repeats the last slice of each axis on which halving an odd extent has lost one. */
function padTo(x: tf.SymbolicTensor, name: string, size: Triple): tf.SymbolicTensor {
	if (size.every((extent, axis) => extent === x.shape[axis + 1])) return x;
	return new PadEdgeLayer({ name, size }).apply(x) as tf.SymbolicTensor;
}

/** Doubles the resolution, pads to the skip's size, joins [skip, upsampled] and convolves, as MONAI's `UpCat`. */
function upCat(
	x: tf.SymbolicTensor,
	skip: tf.SymbolicTensor,
	path: string,
	{ upFilters, filters }: { upFilters: number; filters: number },
	config: LevelConfig,
): tf.SymbolicTensor {
	const { upsample: mode, seedOf, spatialDims } = config;
	const options = { filters: upFilters, mode, alignCorners: true, seedOf, spatialDims };
	const raised = upSample(x, `${path}.upsample`, options);
	const whole = padTo(raised, `${path}.pad`, skip.shape.slice(1, 4) as unknown as Triple);
	return twoConv(concatChannels(`${path}.concat`, [skip, whole]), `${path}.convs`, filters, config);
}

/**
 * The network of a configuration.
 * Source: Falk et al. 2019, "U-Net: deep learning for cell counting, detection, and morphometry"; MONAI 1.5 `BasicUNet`.
 */
export function buildBasicUnet(config: BasicUnetConfig): tf.LayersModel {
	const { imgSize, inChannels, outChannels, features, seed, spatialDims } = config;
	const full = { ...config, seedOf: layerSeeds(seed) };
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const skips = [twoConv(image, 'conv_0', features[0]!, full)];
	for (let level = 1; level <= 4; level++) {
		const kernelSize = perAxis(2, spatialDims);
		const pool = new MaxPoolLayer({ name: `down_${level}.max_pooling`, kernelSize });
		const pooled = pool.apply(skips[level - 1]!) as tf.SymbolicTensor;
		skips.push(twoConv(pooled, `down_${level}.convs`, features[level]!, full));
	}
	let x = skips[4]!;
	for (let level = 4; level >= 1; level--) {
		const inFilters = features[level]!;
		// All but the last up-sampling halve the channels.
		const upFilters = level > 1 ? Math.floor(inFilters / 2) : inFilters;
		const filters = level > 1 ? features[level - 1]! : features[5]!;
		x = upCat(x, skips[level - 1]!, `upcat_${level}`, { upFilters, filters }, full);
	}
	const head = { filters: outChannels, kernelSize: 1, useBias: true, spatialDims };
	return tf.model({ inputs: image, outputs: convolve(x, 'final_conv', head, full.seedOf), name: 'unet3d' });
}
