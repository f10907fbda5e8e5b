import * as tf from '@tensorflow/tfjs';
import {
	activate,
	convolve,
	DropoutLayer,
	normalise,
	resize,
	type SeedOf,
	sum,
	type Triple,
} from '@unetr/blocks';
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
	{ seedOf }: BlockContext,
): tf.SymbolicTensor {
	return convolve(x, `${path}.conv`, { filters, kernelSize: 3, strides, useBias: false }, seedOf);
}

function normRelu(x: tf.SymbolicTensor, norm: string, act: string, { numGroups }: BlockContext) {
	return activate(normalise(x, norm, { name: 'group', numGroups }), act, 'relu');
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
		const dropout = new DropoutLayer({ name: 'dropout', rate: dropoutProb, seed: seedOf('dropout') });
		x = dropout.apply(x) as tf.SymbolicTensor;
	}
	return blocksDown.map((blocks, level) => {
		if (level > 0) x = convolve3(x, `down_layers.${level}.0`, initFilters * 2 ** level, 2, context);
		for (let block = 1; block <= blocks; block++) x = resBlock(x, `down_layers.${level}.${block}`, context);
		return x;
	});
}

/**
 * SegResNet: a residual encoder and a light decoder that adds its skips; pre-activated, with group norm.
 *
 * The variational branch of the paper (MONAI's `SegResNetVAE`) is left out: it regularises training and is not part of
 * the network that segments.
 *
 * @param options channels and size of the image, and any of {@link SegResNetConfig} that differs from MONAI's defaults.
 * @returns a model from [B, i, j, k, inChannels] to logits [B, i, j, k, outChannels].
 * @throws ModelError for an illegal configuration.
 * Source: Myronenko 2018, "3D MRI brain tumor segmentation using autoencoder regularization"; MONAI 1.5 `SegResNet`.
 */
export function segResNet(options: SegResNetOptions): tf.LayersModel {
	const config = segResNetConfig(options);
	const { imgSize, inChannels, outChannels, blocksUp, seed } = config;
	const context = { ...config, seedOf: layerSeeds(seed) };
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const skips = encode(image, context).toReversed();
	const decoded = blocksUp.reduce((coarse, blocks, step) => {
		const skip = skips[step + 1]!;
		const options1 = { filters: skip.shape.at(-1)!, kernelSize: 1, useBias: false };
		const narrowed = convolve(coarse, `up_samples.${step}.0.conv`, options1, context.seedOf);
		const size = skip.shape.slice(1, 4) as unknown as Triple;
		const raised = resize(narrowed, `up_samples.${step}.1`, { size, mode: 'trilinear' });
		let x = sum(`up_samples.${step}.add`, [raised, skip]);
		for (let block = 0; block < blocks; block++) x = resBlock(x, `up_layers.${step}.${block}`, context);
		return x;
	}, skips[0]!);
	const final = normRelu(decoded, 'conv_final.0', 'conv_final.1', context);
	const head = { filters: outChannels, kernelSize: 1, useBias: true };
	const logits = convolve(final, 'conv_final.2.conv', head, context.seedOf);
	const model = tf.model({ inputs: image, outputs: logits, name: 'segResNet' });
	return rememberConfig(model, { name: 'segResNet', config });
}

/** SegResNet among the families. */
export const segResNetFamily: ModelFamily<SegResNetConfig> = { build: segResNet, presets: segResNetPresets };
