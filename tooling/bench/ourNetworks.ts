import * as tf from '@tensorflow/tfjs';
import { convEncoder } from '@unetr/blocks';
import { unetDecoder } from '@unetr/decoders';
import { diceCrossEntropy } from '@unetr/losses';
import { createModel } from '@unetr/models';
import { variableGrads } from '@unetr/ops';
import { adamW } from '@unetr/training';
import type { NetworkCase, UnetShape } from './cases.ts';
import type { NetworkRun } from './formulation.ts';

/** A network of ours at work, with our loss and optimizer. */
export function runNetwork(one: NetworkCase): NetworkRun {
	const { network } = one;
	const model = network.family === 'unetr' ? createModel(network.preset) : residualUnet(network, one);
	const images = tf.randomNormal([one.batch, ...one.imgSize, 1], 0, 1, 'float32', 3);
	const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
	const parameters = weights.reduce((sum, variable) => sum + variable.size, 0);
	const run = one.pass === 'step' ? trainingStep(one, model, images, weights) : forwardPass(model, images);
	return { parameters, batch: one.batch, run };
}

function residualUnet({ filters }: UnetShape, { imgSize, outChannels }: NetworkCase): tf.LayersModel {
	const image = tf.input({ shape: [...imgSize, 1] });
	let seed = 0;
	const common = { normName: 'instance', seedOf: () => seed++ } as const;
	const strides = filters.map((_, level) => (level === 0 ? 1 : 2));
	const pyramid = convEncoder(image, { ...common, block: 'residual', strides, filters });
	const outputs = unetDecoder(pyramid, { ...common, resBlock: true, outChannels });
	return tf.model({ inputs: image, outputs });
}

function trainingStep(
	one: NetworkCase,
	model: tf.LayersModel,
	images: tf.Tensor,
	weights: tf.Variable[],
): NetworkRun['run'] {
	const variables = new Map(weights.map((variable) => [variable.name, variable]));
	const loss = diceCrossEntropy({ includeBackground: false });
	const optimizer = adamW();
	const labels = tf.randomUniform([one.batch, ...one.imgSize], 0, one.outChannels, 'int32', 4);
	return async () => {
		const { value, grads } = variableGrads(
			() => loss(labels, model.apply(images, { training: true }) as tf.Tensor),
			weights,
		);
		optimizer.update(variables, new Map(Object.entries(grads)), { learningRate: 1e-3, gradScale: 1 });
		tf.dispose(grads);
		const [figure] = await value.data();
		value.dispose();
		return figure!;
	};
}

function forwardPass(model: tf.LayersModel, images: tf.Tensor): NetworkRun['run'] {
	return async () => {
		// one of the logits: a copy of all of them would be fresh memory, which a virtual machine hands out slowly
		const first = tf.tidy(() =>
			tf.slice(model.predict(images) as tf.Tensor, [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]),
		);
		const [figure] = await first.data();
		first.dispose();
		return figure!;
	};
}
