import * as tf from '@tensorflow/tfjs';
import { diceCrossEntropy } from '@unetr/losses';
import { createModel } from '@unetr/models';
import { attention, conv3d, conv3dTranspose, gelu, layerNorm, linear } from '@unetr/ops';
import { adamW } from '@unetr/training';
import { type BlockWeights, blockWeightNames, drawBlockWeights, toBlockWeights } from './blockWeights.ts';
import { type BlockCase, type ConvCase, outputShape, type StepCase } from './cases.ts';
import type { Formulation, Passes, TrainingStep } from './formulation.ts';
import { passesOf } from './gradients.ts';

/** The cases in our ops, models, loss and optimizer, on any backend. */
export const ourFormulation: Formulation = { conv, block, step };

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

function step(one: StepCase): TrainingStep {
	const model = createModel(one.preset);
	const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
	const variables = new Map(weights.map((variable) => [variable.name, variable]));
	const loss = diceCrossEntropy({ includeBackground: false });
	const optimizer = adamW();
	const images = tf.randomNormal([one.batch, ...one.imgSize, 1], 0, 1, 'float32', 3);
	const labels = tf.randomUniform([one.batch, ...one.imgSize], 0, one.outChannels, 'int32', 4);
	return {
		parameters: weights.reduce((sum, variable) => sum + variable.size, 0),
		batch: one.batch,
		async run() {
			const { value, grads } = tf.variableGrads(
				() => loss(labels, model.apply(images, { training: true }) as tf.Tensor),
				weights,
			);
			optimizer.update(variables, new Map(Object.entries(grads)), { learningRate: 1e-3, gradScale: 1 });
			tf.dispose(grads);
			const [figure] = await value.data();
			value.dispose();
			return figure!;
		},
	};
}
