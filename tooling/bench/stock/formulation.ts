import * as tf from '@tensorflow/tfjs';
import { blockWeightNames, drawBlockWeights, toBlockWeights } from '../blockWeights.ts';
import { type BlockCase, type ConvCase, type NetworkCase, outputShape, type UnetrShape } from '../cases.ts';
import type { Formulation, NetworkRun, Passes } from '../formulation.ts';
import { passesOf } from '../gradients.ts';
import { diceCrossEntropy } from './diceCrossEntropy.ts';
import { transformerBlock } from './transformer.ts';
import { stockUnetr } from './unetr.ts';

/** The cases in plain tfjs 4.22, on any of its backends. */
export const stockFormulation: Formulation = { conv, block, network };

function conv(one: ConvCase): Passes {
	const { inChannels, outChannels, size, kernel, transpose } = one;
	const x = tf.randomNormal([1, size, size, size, inChannels], 0, 1, 'float32', 1);
	const channels = transpose ? [outChannels, inChannels] : [inChannels, outChannels];
	const filter = tf.randomNormal([kernel, kernel, kernel, ...channels], 0, 0.05, 'float32', 2);
	const shape = outputShape(one) as [number, number, number, number, number];
	return passesOf(
		(x, filter) =>
			transpose
				? tf.conv3dTranspose(x as tf.Tensor5D, filter as tf.Tensor5D, shape, kernel, 'same')
				: tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, 1, 'same'),
		[x, filter],
		shape,
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

function network(one: NetworkCase): NetworkRun {
	if (!isSmallUnetrStep(one))
		throw new Error('stock tfjs is timed on the training step of the small UNETR alone');
	return step(one);
}

const isSmallUnetrStep = (one: NetworkCase): one is NetworkCase<UnetrShape> =>
	one.network.family === 'unetr' && one.network.patchSize === 8 && one.pass === 'step';

/** Batch 1: at batch 2 a step would take minutes. Adam, as tfjs has no AdamW: a little less work than ours. */
function step(one: NetworkCase<UnetrShape>): NetworkRun {
	const { variables, forward } = stockUnetr(one);
	const optimizer = tf.train.adam(1e-3);
	const images = tf.randomNormal([1, ...one.imgSize, 1], 0, 1, 'float32', 3);
	const labels = tf.randomUniform([1, ...one.imgSize], 0, one.outChannels, 'int32', 4);
	const targets = tf.cast(tf.oneHot(labels as tf.Tensor1D, one.outChannels), 'float32');
	return {
		parameters: variables.reduce((sum, variable) => sum + variable.size, 0),
		batch: 1,
		async run() {
			const loss = () => diceCrossEntropy(targets, forward(images));
			const value = optimizer.minimize(loss, true, variables)!;
			const [figure] = await value.data();
			value.dispose();
			return figure!;
		},
	};
}
