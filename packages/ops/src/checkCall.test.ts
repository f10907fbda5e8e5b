import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { channelSum } from './reduce/channelSum.ts';

describe('a call of an op', () => {
	it('is refused where an input has no channels', () => {
		expect(() => channelSum(tf.zeros([7, 0]))).toThrow(
			"channelSum: 'x' has no channels: its shape is [7, 0]",
		);
	});

	it('runs on an empty batch', () => {
		expect([...channelSum(tf.zeros([0, 3])).dataSync()]).toEqual([0, 0, 0]);
	});
});
