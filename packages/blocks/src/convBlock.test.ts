import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type BlockConfig, convBlock } from './convBlock.ts';

const config: BlockConfig = { resBlock: true, normName: 'instance', seedOf: (name) => name.length };

function build(overrides: Partial<BlockConfig>, strides = 1): tf.LayersModel {
	const image = tf.input({ shape: [4, 6, 4, 2] });
	const outputs = convBlock(image, 'block', { filters: 3, strides }, { ...config, ...overrides });
	return tf.model({ inputs: image, outputs });
}

const weightsOf = (model: tf.LayersModel): string[] =>
	model.weights.map(({ originalName }) => originalName.replace('/', '.')).toSorted();

describe('convolution blocks', () => {
	it('have no biases by default, and one for each convolution on request', () => {
		const convs = ['block.conv1.conv', 'block.conv2.conv', 'block.conv3.conv'];
		expect(weightsOf(build({}))).toEqual(convs.map((path) => `${path}.weight`));
		expect(weightsOf(build({ convBias: true }))).toEqual(
			convs.flatMap((path) => [`${path}.bias`, `${path}.weight`]),
		);
	});
	it('learn one slope for both activations, as one module of PyTorch', () => {
		const model = build({ activation: 'prelu' });
		const slopes = model.weights.filter(({ originalName }) => originalName.includes('lrelu'));
		expect(slopes.map(({ originalName }) => originalName)).toEqual(['block.lrelu/weight']);
		const image = tf.randomNormal([1, 4, 6, 4, 2], 0, 1, 'float32', 3);
		const run = (): tf.Tensor => model.predict(image) as tf.Tensor;
		const before = run();
		slopes[0]!.write(tf.ones([1]));
		const [y, raw] = [run(), tf.min(before).dataSync()[0]!];
		// A slope of 1 lets negative values through unscaled: about four times as far as 0.25.
		expect(tf.min(y).dataSync()[0]! / raw).toBeGreaterThan(2);
		expect(model.outputs[0]!.shape).toEqual([null, 4, 6, 4, 3]);
	});
	it('drop values behind each convolution in training alone', () => {
		const model = build({ dropout: 0.5 });
		const names = model.layers.map((layer) => layer.name).filter((name) => name.endsWith('.adn.D'));
		expect(names.toSorted()).toEqual(['block.conv1.adn.D', 'block.conv2.adn.D', 'block.conv3.adn.D']);
		const image = tf.randomNormal([1, 4, 6, 4, 2], 0, 1, 'float32', 3);
		const plain = build({}).predict(image) as tf.Tensor;
		const off = model.predict(image) as tf.Tensor;
		const on = model.apply(image, { training: true }) as tf.Tensor;
		expect([...off.dataSync()]).toEqual([...plain.dataSync()]);
		expect([...on.dataSync()]).not.toEqual([...plain.dataSync()]);
	});
});
