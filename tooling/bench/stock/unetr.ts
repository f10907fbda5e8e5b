import * as tf from '@tensorflow/tfjs';
import { type BlockWeights, blockWeightNames, drawBlockWeights } from '../blockWeights.ts';
import type { NetworkCase, UnetrShape } from '../cases.ts';
import { conv, residualBlock, upBlock, upsample, Variables, type VolumeMap } from './convBlocks.ts';
import { layerNorm, transformerBlock } from './transformer.ts';

/** A network of stock tfjs ops with its trained variables. */
export interface StockNetwork {
	readonly variables: tf.Variable[];
	readonly forward: VolumeMap;
}

/** The UNETR of the preset (8^3 patches: three decoder levels) written with what tfjs ships. */
export function stockUnetr(one: NetworkCase<UnetrShape>): StockNetwork {
	const variables = new Variables();
	const encode = vitEncoder(variables, one);
	const { hiddenSize: hidden, featureSize: f } = one.network;
	const encoder1 = residualBlock(variables, 1, f);
	const encoder2 = [upsample(variables, hidden, 2 * f), upsample(variables, 2 * f, 2 * f)];
	const encoder2Block = residualBlock(variables, 2 * f, 2 * f);
	const encoder3 = upsample(variables, hidden, 4 * f);
	const decoder4 = upBlock(variables, hidden, 4 * f);
	const decoder3 = upBlock(variables, 4 * f, 2 * f);
	const decoder2 = upBlock(variables, 2 * f, f);
	const head = conv(variables, f, one.outChannels, 1);
	const headBias = variables.add(tf.zeros([one.outChannels]));
	const forward: VolumeMap = (x) => {
		const [skip2, skip3, last] = encode(x);
		const level3 = decoder4(last, encoder3(skip3));
		const level2 = decoder3(level3, encoder2Block(encoder2.reduce((y, up) => up(y), skip2)));
		return tf.add(head(decoder2(level2, encoder1(x))), headBias);
	};
	return { variables: variables.all, forward };
}

type Pyramid = [skip2: tf.Tensor, skip3: tf.Tensor, last: tf.Tensor];

/** ViT on the patches of a volume; outputs on the patch grid: behind two of the blocks, and the normed last. */
function vitEncoder(variables: Variables, one: NetworkCase<UnetrShape>): (x: tf.Tensor) => Pyramid {
	const { hiddenSize, mlpDim, numHeads, numLayers, patchSize: p } = one.network;
	const grid = one.imgSize.map((edge) => edge / p);
	const tokens = grid.reduce((product, edge) => product * edge, 1);
	const embedding = variables.normal([p, p, p, 1, hiddenSize], p ** 3);
	const embeddingBias = variables.add(tf.zeros([hiddenSize]));
	const position = variables.normal([1, tokens, hiddenSize], 2500);
	const blocks = Array.from({ length: numLayers }, (_, index) =>
		blockVariables(variables, hiddenSize, mlpDim, 1000 * (index + 1)),
	);
	const gamma = variables.add(tf.ones([hiddenSize]));
	const beta = variables.add(tf.zeros([hiddenSize]));
	const taps = [numLayers >> 2, numLayers >> 1];
	return (x) => {
		const patches = tf.conv3d(x as tf.Tensor5D, embedding as tf.Tensor as tf.Tensor5D, p, 'valid');
		let t: tf.Tensor = tf.reshape(tf.add(patches, embeddingBias), [x.shape[0]!, tokens, hiddenSize]);
		t = tf.add(t, position);
		const outputs = blocks.map((block) => {
			t = transformerBlock(t, block, numHeads);
			return t;
		});
		const last = layerNorm(t, gamma, beta);
		return [outputs[taps[0]!]!, outputs[taps[1]!]!, last].map((y) =>
			tf.reshape(y, [x.shape[0]!, ...grid, hiddenSize]),
		) as Pyramid;
	};
}

function blockVariables(
	variables: Variables,
	hiddenSize: number,
	mlpDim: number,
	seed: number,
): BlockWeights {
	const drawn = drawBlockWeights(hiddenSize, mlpDim, seed);
	const entries = blockWeightNames.map((name) => [name, variables.add(drawn[name])] as const);
	return Object.fromEntries(entries) as unknown as BlockWeights;
}
