import * as tf from '@tensorflow/tfjs';
import { goldenCases, readGolden } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { attention, linear, OpError, useBackend } from '../index.ts';
import { type Argument, compareGolden, identity } from '../testing/compareGolden.ts';

const windowArguments: readonly Argument[] = [
	{ name: 'x', order: identity(3) },
	{ name: 'p.qkv.weight', order: [1, 0] },
	{ name: 'p.qkv.bias', order: [0] },
	{ name: 'p.proj.weight', order: [1, 0] },
	{ name: 'p.proj.bias', order: [0] },
	{ name: 'p.relative_position_bias_table', order: [0, 1] },
];

/** Rows of the table for each pair of the first N tokens, as a bias of each head: [h, N, N]. */
function biasOf(table: tf.Tensor, tokens: number): tf.Tensor {
	const { values, shape } = readGolden('ops/attention/window').tensors.get('relative_position_index')!;
	const index = tf.slice(tf.tensor([...values], [...shape], 'int32'), [0, 0], [tokens, tokens]);
	return tf.transpose(tf.gather(table, index), [2, 0, 1]);
}

describe('attention with bias and mask', () => {
	beforeAll(() => useBackend('cpu'));

	const windows = goldenCases('ops/attention/window');

	it('has goldens of plain, shifted and clipped windows', () => {
		expect(windows.map(({ id }) => id.split('/').pop())).toEqual([
			'window',
			'window_shifted',
			'window_clipped',
		]);
	});

	it.each(windows)("$id equals MONAI's window attention", ({ id, args }) => {
		const mask = readGolden(id).tensors.get('mask');
		compareGolden(
			id,
			windowArguments,
			(x, qkv, qkvBias, out, outBias, table) => {
				const y = attention(linear(x!, qkv!, qkvBias), {
					numHeads: args.num_heads,
					bias: biasOf(table!, x!.shape[1]!),
					mask: mask && tf.tensor([...mask.values], [...mask.shape]),
				});
				return linear(y, out!, outBias);
			},
			identity(3),
		);
	});

	it('gives entry b of the batch the mask b mod W', () => {
		tf.tidy(() => {
			// Two tokens, whose values are 1 and 3; a mask lets both see the first, the second, or both.
			const qkv = tf.tensor([0, 0, 1, 0, 0, 3], [1, 2, 3]);
			const far = -1e4;
			const mask = tf.tensor([0, far, 0, far, far, 0, far, 0, 0, 0, 0, 0], [3, 2, 2]);
			const y = attention(tf.tile(qkv, [6, 1, 1]), { numHeads: 1, mask });
			expect([...y.dataSync()]).toEqual([1, 1, 3, 3, 2, 2, 1, 1, 3, 3, 2, 2]);
		});
	});

	it.each([
		{
			what: 'a bias of other tokens',
			options: { bias: tf.zeros([2, 3, 3]) },
			says: "'bias' must have shape [2, 4, 4]",
		},
		{
			what: 'windows that do not divide the batch',
			options: { mask: tf.zeros([2, 4, 4]) },
			says: 'a batch of 3 is no multiple',
		},
	])('refuses $what', ({ options, says }) => {
		const call = () => attention(tf.zeros([3, 4, 12]), { numHeads: 2, ...options });
		expect(call).toThrow(OpError);
		expect(call).toThrow(says);
	});
});
