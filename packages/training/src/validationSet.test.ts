import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { createGrid } from '@unetr/transforms';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PreparedCase } from './preparedCase.ts';
import { ValidationSet } from './validationSet.ts';

/** A case of four voxels whose prediction is its image: the network says class 1 above 0.5, class 2 above 1.5. */
const fourVoxels = (id: string, predicted: number[], reference: number[]): PreparedCase => ({
	id,
	image: createGrid(Float32Array.from(predicted), [1, 4, 1]),
	label: createGrid(Uint8Array.from(reference), [1, 4, 1]),
});

const predict = (windows: tf.Tensor5D): tf.Tensor5D =>
	tf.tidy(() => tf.concat([tf.zerosLike(windows), tf.sub(windows, 0.5), tf.sub(tf.mul(windows, 2), 2)], 4));

const options = {
	cases: [
		fourVoxels('good', [0, 1, 1, 2], [0, 1, 1, 2]),
		fourVoxels('half', [0, 0, 0, 1], [0, 1, 0, 1]),
		fourVoxels('wrong', [2, 2, 0, 0], [0, 0, 0, 0]),
	],
	classes: ['background', 'head', 'tail'],
	roiSize: [1, 2, 1],
	overlap: 0.5,
	mode: 'gaussian',
} as const;

beforeAll(() => useBackend('cpu'));

describe('ValidationSet', () => {
	it('gives Dice per class and case, counting only cases that hold the class', async () => {
		const before = tf.memory().numTensors;
		const report = await new ValidationSet(options).run(predict);
		const third = 2 / 3;
		expect(report.cases).toEqual([
			{ id: 'good', dice: [1, 1, 1] },
			{ id: 'half', dice: [4 / 5, third, null] },
			{ id: 'wrong', dice: [third, null, 0] },
		]);
		expect(report.classes.map(({ value, name, counted }) => [value, name, counted])).toEqual([
			[0, 'background', 3],
			[1, 'head', 2],
			[2, 'tail', 2],
		]);
		expect(report.classes[1].dice).toBeCloseTo((1 + third) / 2, 12);
		expect(report.classes[2].dice).toBeCloseTo(1 / 2, 12);
		expect(report.score).toBeCloseTo((1 + third + 0) / 3, 12); // the mean of the cases' foreground means
		expect(tf.memory().numTensors).toBe(before);
	});

	it('does not count voxels whose reference is the label to ignore', async () => {
		const cases = [fourVoxels('partly', [1, 1, 2, 1], [1, 3, 3, 0])];
		const report = await new ValidationSet({ ...options, cases, ignoreLabel: 3 }).run(predict);
		// Of the first and the last voxel alone: one head found, one invented.
		expect(report.cases).toEqual([{ id: 'partly', dice: [0, 2 / 3, null] }]);
	});

	it('tells its progress and stops between cases', async () => {
		const stop = new AbortController();
		const done: number[] = [];
		const onProgress = (progress: { done: number }) => {
			done.push(progress.done);
			if (progress.done === 2) stop.abort();
		};
		const before = tf.memory().numTensors;
		const running = new ValidationSet(options).run(predict, { signal: stop.signal, onProgress });
		await expect(running).rejects.toHaveProperty('name', 'AbortError');
		expect(done).toEqual([1, 2]);
		expect(tf.memory().numTensors).toBe(before);
	});

	it('refuses no cases and a case twice', () => {
		expect(() => new ValidationSet({ ...options, cases: [] })).toThrow('at least one case');
		const twice = [options.cases[0], options.cases[1], options.cases[0]];
		expect(() => new ValidationSet({ ...options, cases: twice })).toThrow('The case good is in');
	});
});
