import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import { deepSupervision } from './deepSupervision.ts';
import { diceCrossEntropy } from './diceCrossEntropy.ts';
import { LossError } from './lossError.ts';

beforeAll(() => useBackend('cpu'));

const labels = tf.tensor(
	Array.from({ length: 2 * 4 * 4 * 2 }, (_, n) => (n * 7) % 3),
	[2, 4, 4, 2],
	'int32',
);
const logits = (space: number[], seed: number): tf.Tensor =>
	tf.randomNormal([2, ...space, 3], 0, 1, 'float32', seed);
const single = diceCrossEntropy();
const numberOf = (loss: tf.Scalar): number => loss.dataSync()[0]!;

describe('deepSupervision', () => {
	it('of one level is the loss itself', () => {
		const fine = logits([4, 4, 2], 1);
		expect(numberOf(deepSupervision(single)(labels, [fine]))).toBeCloseTo(numberOf(single(labels, fine)), 6);
	});
	it('weighs levels by halves that sum to one, on the first voxel of each block', () => {
		const [fine, coarse] = [logits([4, 4, 2], 1), logits([2, 2, 1], 2)];
		const picked = tf.stridedSlice(labels, [0, 0, 0, 0], [2, 4, 4, 2], [1, 2, 2, 2]);
		const expected = (2 / 3) * numberOf(single(labels, fine)) + (1 / 3) * numberOf(single(picked, coarse));
		expect(numberOf(deepSupervision(single)(labels, [fine, coarse]))).toBeCloseTo(expected, 5);
	});
	it('takes weights as they are', () => {
		const [a, b] = [logits([4, 4, 2], 1), logits([4, 4, 2], 2)];
		const expected = 2 * numberOf(single(labels, a)) + 0.5 * numberOf(single(labels, b));
		expect(numberOf(deepSupervision(single, { weights: [2, 0.5] })(labels, [a, b]))).toBeCloseTo(expected, 5);
	});
	it('has a gradient at every level', () => {
		const f = (fine: tf.Tensor, coarse: tf.Tensor): tf.Tensor =>
			deepSupervision(single)(labels, [fine, coarse]);
		const gradients = tf.grads(f)([logits([4, 4, 2], 1), logits([2, 4, 1], 2)]);
		for (const gradient of gradients) expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0);
	});
	it('takes the label at the middle of a block where asked to, on grids that do not divide too', () => {
		const coarse = logits([3, 2, 1], 5);
		const picked = tf.gather(
			tf.gather(tf.gather(labels, tf.tensor1d([0, 2, 3], 'int32'), 1), tf.tensor1d([1, 3], 'int32'), 2),
			tf.tensor1d([1], 'int32'),
			3,
		);
		const loss = deepSupervision(single, { weights: [1], sampling: 'middle' })(labels, [coarse]);
		expect(numberOf(loss)).toBeCloseTo(numberOf(single(picked, coarse)), 6);
	});
	it('refuses levels finer than the labels, and weights that are too few', () => {
		const call = (): unknown => deepSupervision(single)(labels, [logits([4, 8, 2], 1)]);
		expect(call).toThrow(LossError);
		expect(call).toThrow(/8 voxels along axis j and the labels 4/);
		expect(() => deepSupervision(single, { weights: [1] })(labels, [])).toThrow(
			/0 levels of logits and 1 weights/,
		);
	});
});
