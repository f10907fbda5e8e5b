import * as tf from '@tensorflow/tfjs';
import '@unetr/backend-simd';
import { diceCrossEntropy } from '@unetr/losses';
import { createModel } from '@unetr/models';
import { useBackend, variableGrads } from '@unetr/ops';
import { l2Relative } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { namedWeights } from '../namedWeights.ts';
import { beginStep } from '../trainStep.ts';
import { applyRecomputed } from './applyRecomputed.ts';

type Gradients = Record<string, Float32Array>;

const peakBytes = (): number => (tf.memory() as unknown as { peakBytes: number }).peakBytes;

/** The loss and the gradients of a step, with the network's parts recomputed or not. */
function gradientsOf(model: tf.LayersModel, recompute: boolean): Gradients {
	const shape = [1, ...model.inputs[0]!.shape.slice(1)] as [number, number, number, number, number];
	const [b, i, j, k] = shape;
	const outputChannels = model.outputs[0]!.shape.at(-1)!;
	const variables = [...namedWeights(model, 'trained').values()];
	const loss = diceCrossEntropy({ includeBackground: false });
	beginStep(model, 3);
	return tf.tidy(() => {
		const images = tf.randomNormal(shape, 0, 1, 'float32', 5) as tf.Tensor5D;
		const labels = tf.randomUniform([b, i, j, k], 0, outputChannels, 'int32', 6);
		const { value, grads } = variableGrads(() => {
			const [logits] = recompute
				? applyRecomputed(model, images)
				: [model.apply(images, { training: true }) as tf.Tensor];
			return loss(labels, logits!);
		}, variables);
		const all = Object.entries({ ...grads, value });
		return Object.fromEntries(all.map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]));
	});
}

/** Running statistics of batch norms. */
const buffersOf = (model: tf.LayersModel): number[] =>
	model.nonTrainableWeights.flatMap((weight) => [...weight.read().dataSync()]);

const networks: readonly (readonly [string, () => tf.LayersModel])[] = [
	['UNETR with dropout', () => createModel('unetr_test', { dropoutRate: 0.2, seed: 4 })],
	['U-Net with batch norms', () => createModel('unet3d_test', { normName: 'batch', seed: 4 })],
	['Swin UNETR', () => createModel('swin_unetr_test', { seed: 4 })],
];

describe('parts that are recomputed', () => {
	beforeAll(() => useBackend('simd', { threads: 1 }));

	it.each(networks)('give the gradients of all kept: %s', (_, build) => {
		const [kept, parts] = [build(), build()];
		const tensors = tf.memory().numTensors;
		const expected = gradientsOf(kept, false);
		const found = gradientsOf(parts, true);
		expect(Object.keys(found).length).toBe(Object.keys(expected).length);
		// Where three gradients meet they are summed in another order: as close as float32 is.
		const joined = (all: Gradients) => Object.values(all).flatMap((values) => [...values]);
		expect(l2Relative(joined(found), joined(expected))).toBeLessThan(1e-6);
		const once = gradientsOf(parts, true);
		for (const name of Object.keys(found)) expect(once[name]).toEqual(found[name]);
		expect(tf.memory().numTensors).toBe(tensors);
		// One step of the first, two of the second.
		gradientsOf(kept, false);
		expect(buffersOf(parts)).toEqual(buffersOf(kept));
	});

	it('take less memory at their peak', () => {
		const model = createModel('unetr_small_patch8_48x64x48');
		const before = tf.memory() as unknown as { bytesInUse: number };
		gradientsOf(model, true);
		const recomputing = peakBytes() - before.bytesInUse;
		gradientsOf(model, false);
		const keeping = peakBytes() - before.bytesInUse;
		expect(recomputing).toBeLessThan(0.8 * keeping);
	});
});
