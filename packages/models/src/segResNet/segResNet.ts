import * as tf from '@tensorflow/tfjs';
import { activate, convolve, DropoutLayer, normActivate, type SeedOf, sum, upSample } from '@unetr/blocks';
import type { ModelFamily } from '../family.ts';
import { layerSeeds } from '../layerSeed.ts';
import { rememberConfig } from '../modelConfig.ts';
import { segResNetPresets } from './presets.ts';
import { type SegResNetConfig, type SegResNetOptions, segResNetConfig } from './segResNetConfig.ts';

type BlockContext = SegResNetConfig & { readonly seedOf: SeedOf };

function convolve3(
	x: tf.SymbolicTensor,
	path: string,
	filters: number,
	strides: number,
	{ seedOf, spatialDims }: BlockContext,
): tf.SymbolicTensor {
	const options = { filters, kernelSize: 3, strides, useBias: false, spatialDims };
	return convolve(x, `${path}.conv`, options, seedOf);
}

function normRelu(
	x: tf.SymbolicTensor,
	norm: string,
	act: string,
	{ numGroups }: BlockContext,
): tf.SymbolicTensor {
	const after = { activation: 'relu', activate: (y: tf.SymbolicTensor) => activate(y, act, 'relu') } as const;
	return normActivate(x, norm, { name: 'group', numGroups }, after);
}

/** x plus norm–relu–conv–norm–relu–conv, as MONAI's `ResBlock` of SegResNet. */
function resBlock(x: tf.SymbolicTensor, path: string, context: BlockContext): tf.SymbolicTensor {
	const filters = x.shape.at(-1)!;
	const first = normRelu(x, `${path}.norm1`, `${path}.act1`, context);
	const middle = convolve3(first, `${path}.conv1`, filters, 1, context);
	const second = normRelu(middle, `${path}.norm2`, `${path}.act2`, context);
	return sum(`${path}.add`, [convolve3(second, `${path}.conv2`, filters, 1, context), x]);
}

/** The features of each level, finest first. */
function encode(image: tf.SymbolicTensor, context: BlockContext): tf.SymbolicTensor[] {
	const { initFilters, blocksDown, dropoutProb, seedOf } = context;
	let x = convolve3(image, 'convInit', initFilters, 1, context);
	if (dropoutProb > 0) {
		const options = { name: 'dropout', rate: dropoutProb, perChannel: true, seed: seedOf('dropout') };
		x = new DropoutLayer(options).apply(x) as tf.SymbolicTensor;
	}
	return blocksDown.map((blocks, level) => {
		if (level > 0) x = convolve3(x, `down_layers.${level}.0`, initFilters * 2 ** level, 2, context);
		for (let block = 1; block <= blocks; block++) x = resBlock(x, `down_layers.${level}.${block}`, context);
		return x;
	});
}

/** The features at full resolution: narrowed, raised, added to the skip of their size and refined, level by level. */
function decode(levels: readonly tf.SymbolicTensor[], context: BlockContext): tf.SymbolicTensor {
	const { blocksUp, upsampleMode: mode, seedOf, spatialDims } = context;
	const [coarsest, ...skips] = levels.toReversed();
	return blocksUp.reduce((coarse, blocks, step) => {
		const skip = skips[step]!;
		const filters = skip.shape.at(-1)!;
		const path = `up_samples.${step}`;
		const options = { filters, kernelSize: 1, useBias: false, spatialDims };
		const narrowed = convolve(coarse, `${path}.0.conv`, options, seedOf);
		const up = { filters, mode, alignCorners: false, seedOf, spatialDims };
		const raised = upSample(narrowed, `${path}.1`, up);
		let x = sum(`${path}.add`, [raised, skip]);
		for (let block = 0; block < blocks; block++) x = resBlock(x, `up_layers.${step}.${block}`, context);
		return x;
	}, coarsest!);
}

function finalConv(x: tf.SymbolicTensor, filters: number, context: BlockContext): tf.SymbolicTensor {
	const { spatialDims, seedOf } = context;
	const activated = normRelu(x, 'conv_final.0', 'conv_final.1', context);
	const options = { filters, kernelSize: 1, useBias: true, spatialDims };
	return convolve(activated, 'conv_final.2.conv', options, seedOf);
}

/**
 * SegResNet: a residual encoder and a light decoder that adds its skips; pre-activated, with group norm.
 *
 * The variational branch of the paper (MONAI's `SegResNetVAE`) is left out: it regularises training and is not part of
 * the network that segments.
 *
 * @param options channels and size of the image, and any of {@link SegResNetConfig} that differs from MONAI's defaults.
 * @returns a model from [B, i, j, k, inChannels] to logits [B, i, j, k, outChannels]; with `spatialDims` 2, k is 1.
 * @throws ModelError for an illegal configuration.
 * Source: Myronenko 2018, "3D MRI brain tumor segmentation using autoencoder regularization"; MONAI 1.5 `SegResNet`.
 */
export function segResNet(options: SegResNetOptions): tf.LayersModel {
	const config = segResNetConfig(options);
	const { imgSize, inChannels, outChannels, useConvFinal, seed } = config;
	const context = { ...config, seedOf: layerSeeds(seed) };
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const features = decode(encode(image, context), context);
	const outputs = useConvFinal ? finalConv(features, outChannels, context) : features;
	const model = tf.model({ inputs: image, outputs, name: 'segResNet' });
	return rememberConfig(model, { name: 'segResNet', config });
}

/** SegResNet among the families. */
export const segResNetFamily: ModelFamily<SegResNetConfig> = {
	build: segResNet,
	presets: segResNetPresets,
	// MONAI keeps the last convolution where `useConvFinal` leaves it out.
	neverRun: (key) => key.startsWith('conv_final.'),
};
