import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { cropEnd, padEnd } from './fitLayers.ts';

const shape = [2, 1, 2, 2];
const x = tf.add(tf.reshape(tf.range(0, 16), [2, ...shape]), 1);
const input = (): tf.SymbolicTensor => tf.input({ shape });
const run = (inputs: tf.SymbolicTensor, outputs: tf.SymbolicTensor, value: tf.Tensor): tf.Tensor =>
	tf.model({ inputs, outputs }).predict(value) as tf.Tensor;

it('adds zeros at the end of each axis of every sample', () => {
	const image = input();
	const padded = run(image, padEnd(image, 'pad', [2, 2, 3]), x);
	expect(padded.shape).toEqual([2, 2, 2, 3, 2]);
	const sample = (first: number): number[] => [
		...[first, first + 1, first + 2, first + 3, 0, 0, 0, 0, 0, 0, 0, 0],
		...[first + 4, first + 5, first + 6, first + 7, 0, 0, 0, 0, 0, 0, 0, 0],
	];
	expect([...padded.dataSync()]).toEqual([...sample(1), ...sample(9)]);
});

it('cuts the end of each axis off', () => {
	const image = input();
	const cropped = run(image, cropEnd(image, 'crop', [2, 1, 1]), x);
	expect(cropped.shape).toEqual([2, 2, 1, 1, 2]);
	expect([...cropped.dataSync()]).toEqual([1, 2, 5, 6, 9, 10, 13, 14]);
});

it('undoes the one by the other, in gradients too', () => {
	const image = input();
	const there = padEnd(image, 'pad', [3, 4, 5]);
	const back = tf.model({ inputs: image, outputs: cropEnd(there, 'crop', [2, 1, 2]) });
	const [y, gradient] = tf.tidy(() => [
		back.predict(x) as tf.Tensor,
		tf.grad((value) => back.apply(value) as tf.Tensor)(x, x),
	]);
	expect([...y.dataSync()]).toEqual([...x.dataSync()]);
	expect([...gradient.dataSync()]).toEqual([...x.dataSync()]);
});

it('adds no layer where the size is right', () => {
	const image = input();
	expect(padEnd(image, 'pad', [2, 1, 2])).toBe(image);
	expect(cropEnd(image, 'crop', [2, 1, 2])).toBe(image);
});
