import * as tf from '@tensorflow/tfjs';
import {
	activate,
	concatChannels,
	convolve,
	MaxPoolLayer,
	normActivate,
	perAxis,
	resize,
	type SeedOf,
	type Triple,
} from '@unetr/blocks';
import { layerSeeds } from '../layerSeed.ts';
import type { TorchioUnetConfig } from './torchioUnetConfig.ts';

type BlockContext = TorchioUnetConfig & { readonly seedOf: SeedOf };

/** Convolution, norm and activation; the very first convolution of the network has no norm. */
function unit(
	x: tf.SymbolicTensor,
	path: string,
	filters: number,
	{ act, norm, bias, seedOf, spatialDims }: BlockContext,
	isFirst = false,
): tf.SymbolicTensor {
	const options = { filters, kernelSize: 3, useBias: bias || isFirst, spatialDims };
	const convolved = convolve(x, `${path}.conv_layer`, options, seedOf);
	const activated = (y: tf.SymbolicTensor) => activate(y, `${path}.activation_layer`, act);
	if (isFirst) return activated(convolved);
	return normActivate(convolved, `${path}.norm_layer`, norm, { activation: act, activate: activated });
}

/** A block on the way down, whose second convolution doubles the channels. */
function encode(
	x: tf.SymbolicTensor,
	path: string,
	filters: number,
	context: BlockContext,
	isFirst = false,
): tf.SymbolicTensor {
	const narrow = unit(x, `${path}.conv1`, filters, context, isFirst);
	return unit(narrow, `${path}.conv2`, 2 * filters, context);
}

/** Doubles the resolution, joins [skip, upsampled] and convolves to the skip's channels. */
function decode(
	x: tf.SymbolicTensor,
	skip: tf.SymbolicTensor,
	path: string,
	context: BlockContext,
): tf.SymbolicTensor {
	const [, ...size] = skip.shape.slice(0, 4) as [null, number, number, number];
	const raised = resize(x, `${path}.upsample`, { size: size as unknown as Triple, mode: 'trilinear' });
	const joined = concatChannels(`${path}.concat`, [skip, raised]);
	const filters = skip.shape[4]!;
	return unit(unit(joined, `${path}.conv1`, filters, context), `${path}.conv2`, filters, context);
}

/**
 * The network of a configuration.
 * Source: Pérez-García 2020, the Python package `unet`; Çiçek et al. 2016, "3D U-Net".
 */
export function buildTorchioUnet(config: TorchioUnetConfig): tf.LayersModel {
	const { imgSize, inChannels, outChannels, numEncodingBlocks, outChannelsFirstLayer, seed, spatialDims } =
		config;
	const context = { ...config, seedOf: layerSeeds(seed) };
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const skips: tf.SymbolicTensor[] = [];
	let x = image;
	for (let level = 0; level < numEncodingBlocks - 1; level++) {
		const path = `encoder.encoding_blocks.${level}`;
		const features = encode(x, path, outChannelsFirstLayer * 2 ** level, context, level === 0);
		skips.unshift(features);
		const kernelSize = perAxis(2, spatialDims);
		const pool = new MaxPoolLayer({ name: `${path}.downsample`, kernelSize });
		x = pool.apply(features) as tf.SymbolicTensor;
	}
	x = encode(x, 'bottom_block', outChannelsFirstLayer * 2 ** (numEncodingBlocks - 1), context);
	skips.forEach((skip, step) => {
		x = decode(x, skip, `decoder.decoding_blocks.${step}`, context);
	});
	const head = { filters: outChannels, kernelSize: 1, useBias: true, spatialDims };
	const logits = convolve(x, 'classifier.conv_layer', head, context.seedOf);
	return tf.model({ inputs: image, outputs: logits, name: 'unet3d' });
}

/** The second key of each tensor: the package registers every layer again in a sequence called `block`. */
export function torchioUnetAliases(key: string): string[] {
	const [, path, kind, weight] = /^(.*)\.(conv|norm|activation)_layer\.(\w+)$/.exec(key) ?? [];
	if (path === undefined) return [];
	const hasNorm = path !== 'encoder.encoding_blocks.0.conv1';
	const place = { conv: 0, norm: 1, activation: hasNorm ? 2 : 1 }[kind as 'conv' | 'norm' | 'activation'];
	return [`${path}.block.${place}.${weight}`];
}
