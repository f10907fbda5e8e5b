import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { PatchProjection } from './patchProjection.ts';

/** One 2×2×2 patch of two channels, voxel value 100c + 4i + 2j + k. */
const voxels = (): tf.Tensor =>
	tf.tensor(
		Array.from({ length: 16 }, (_, at) => 100 * (at % 2) + (at >> 1)),
		[1, 2, 2, 2, 2],
	);

for (const projType of ['perceptron', 'conv'] as const) {
	it(`flattens patches channel fastest, then k, j, i (MW-06), as ${projType}`, () => {
		const layer = new PatchProjection({
			name: 'patches',
			patchSize: [2, 2, 2],
			hiddenSize: 16,
			projType,
			seed: null,
		});
		layer.build([null, 2, 2, 2, 2]);
		const shape = projType === 'conv' ? [2, 2, 2, 2, 16] : [16, 16];
		layer.setWeights([tf.reshape(tf.eye(16), shape), tf.zeros([16])]);
		const tokens = layer.apply(voxels()) as tf.Tensor;
		expect(tokens.shape).toEqual([1, 1, 16]);
		expect([...tokens.dataSync()]).toEqual([
			...[0, 100, 1, 101, 2, 102, 3, 103],
			...[4, 104, 5, 105, 6, 106, 7, 107],
		]);
	});
}

it('numbers tokens with k fastest', () => {
	const layer = new PatchProjection({
		name: 'order',
		patchSize: [1, 1, 1],
		hiddenSize: 1,
		projType: 'perceptron',
		seed: null,
	});
	layer.build([null, 2, 2, 2, 1]);
	layer.setWeights([tf.ones([1, 1]), tf.zeros([1])]);
	const tokens = layer.apply(tf.reshape(tf.range(0, 8), [1, 2, 2, 2, 1])) as tf.Tensor;
	expect([...tokens.dataSync()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it('fills the first weights as PyTorch does: uniform for a convolution, narrow normal for a perceptron', () => {
	const weightsOf = (projType: 'conv' | 'perceptron'): [Float32Array, Float32Array] => {
		const layer = new PatchProjection({
			name: projType,
			patchSize: [4, 4, 4],
			hiddenSize: 32,
			projType,
			seed: 3,
		});
		layer.build([null, 8, 8, 8, 1]);
		return layer.getWeights().map((tensor) => tensor.dataSync()) as [Float32Array, Float32Array];
	};
	const deviation = (values: Float32Array): number =>
		Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
	const [conv, convBias] = weightsOf('conv');
	const bound = 1 / Math.sqrt(64);
	expect(Math.max(...conv.map(Math.abs), ...convBias.map(Math.abs))).toBeLessThanOrEqual(bound);
	expect(deviation(conv) / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
	const [perceptron, perceptronBias] = weightsOf('perceptron');
	expect(deviation(perceptron) / 0.02).toBeCloseTo(1, 1);
	expect([...perceptronBias]).toEqual(new Array(32).fill(0));
});
