import * as tf from '@tensorflow/tfjs';
import { attention, conv3d, conv3dTranspose, gelu, layerNorm, linear } from '@unetr/ops';
import { type BlockWeights, blockWeightNames, drawBlockWeights, toBlockWeights } from './blockWeights.ts';
import { type BlockCase, type ConvCase, outputShape } from './cases.ts';
import type { Formulation, Passes } from './formulation.ts';
import { passesOf } from './gradients.ts';
import { runNetwork } from './ourNetworks.ts';

/** The cases in our ops, models, loss and optimizer, on any backend. */
export const ourFormulation: Formulation = { conv, block, network: runNetwork };

function conv(one: ConvCase): Passes {
	const { inChannels, outChannels, size, kernel, transpose } = one;
	const x = tf.randomNormal([1, size, size, size, inChannels], 0, 1, 'float32', 1);
	const channels = transpose ? [outChannels, inChannels] : [inChannels, outChannels];
	const filter = tf.randomNormal([kernel, kernel, kernel, ...channels], 0, 0.05, 'float32', 2);
	return passesOf(
		(x, filter) => (transpose ? conv3dTranspose(x!, filter!) : conv3d(x!, filter!)),
		[x, filter],
		outputShape(one),
	);
}

function block(one: BlockCase): Passes {
	const { tokens, hiddenSize, numHeads, mlpDim } = one;
	const weights = drawBlockWeights(hiddenSize, mlpDim, 1);
	const x = tf.randomNormal([1, tokens, hiddenSize], 0, 1, 'float32', 20);
	return passesOf(
		(x, ...list) => transformerBlock(x!, toBlockWeights(list), numHeads),
		[x, ...blockWeightNames.map((name) => weights[name])],
		outputShape(one),
	);
}

function transformerBlock(x: tf.Tensor, w: BlockWeights, numHeads: number): tf.Tensor {
	const mixed = attention(linear(layerNorm(x, w.gamma1, w.beta1), w.qkv), { numHeads });
	const middle = tf.add(x, linear(mixed, w.proj, w.projBias));
	const wide = gelu(linear(layerNorm(middle, w.gamma2, w.beta2), w.fc1, w.fc1Bias));
	return tf.add(middle, linear(wide, w.fc2, w.fc2Bias));
}
