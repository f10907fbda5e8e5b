import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	attention,
	caseInputs,
	conv3d,
	conv3dTranspose,
	depthToSpace3d,
	linear,
	OpError,
	ops,
	runOp,
	softmaxRegionSums,
	spaceToDepth3d,
	useBackend,
} from './index.ts';

const shapesOf = (tensors: tf.Tensor[]) => tensors.map((tensor) => tensor.shape);

describe('shape rules', () => {
	beforeAll(() => useBackend('cpu'));

	it.each(Object.values(ops).flatMap((op) => op.cases.map((opCase) => ({ op, opCase }))))(
		'$op.name $opCase.name has the shapes that its rule says, and no tensor stays behind',
		({ op, opCase }) => {
			const before = tf.memory().numTensors;
			tf.tidy(() => {
				const inputs = caseInputs(opCase);
				const inputShapes = Object.fromEntries(
					Object.entries(inputs).map(([name, tensor]) => [name, tensor.shape]),
				);
				const outputs = runOp(op, inputs, opCase.attributes);
				expect(shapesOf(outputs)).toEqual(op.shape(inputShapes, opCase.attributes));
			});
			expect(tf.memory().numTensors).toBe(before);
		},
	);

	const refusals: { what: string; call: () => unknown; says: string }[] = [
		{
			what: 'channels that do not meet',
			call: () => conv3d(tf.ones([1, 4, 4, 4, 3]), tf.ones([3, 3, 3, 2, 5])),
			says: "conv3d: 'x' has 3 channels, but 'filter' takes 2",
		},
		{
			what: 'a kernel larger than the volume',
			call: () => conv3d(tf.ones([1, 4, 2, 4, 1]), tf.ones([3, 3, 3, 1, 1]), { pad: 'valid' }),
			says: 'kernel 3 is larger than the padded volume (2) along H',
		},
		{
			what: 'a bias of another length',
			call: () => linear(tf.ones([2, 3]), tf.ones([3, 4]), tf.ones([3])),
			says: "linear: 'bias' must have shape [4], but it is [3]",
		},
		{
			what: 'transposed channels that do not meet',
			call: () => conv3dTranspose(tf.ones([1, 2, 2, 2, 3]), tf.ones([2, 2, 2, 5, 4])),
			says: "'x' has 3 channels, but 'filter' takes 4",
		},
		{
			what: 'a block that does not divide',
			call: () => spaceToDepth3d(tf.ones([1, 8, 9, 8, 1]), [4, 4, 4]),
			says: "9 voxels along H are no multiple of the block's 4",
		},
		{
			what: 'channels that make no blocks',
			call: () => depthToSpace3d(tf.ones([1, 2, 2, 2, 12]), [2, 2, 2]),
			says: "12 channels are no multiple of the block's 8 voxels",
		},
		{
			what: 'heads that do not divide',
			call: () => attention(tf.ones([1, 4, 12]), { numHeads: 3 }),
			says: 'attention: 12 channels are no multiple of 3 · 3 heads',
		},
		{
			what: 'labels of another grid',
			call: () => softmaxRegionSums(tf.ones([1, 4, 4, 4, 2]), tf.zeros([1, 4, 4, 5], 'int32')),
			says: "'labels' must have shape [1, 4, 4, 4], but it is [1, 4, 4, 5]",
		},
	];
	it.each(refusals)('refuses $what', ({ call, says }) => {
		expect(call).toThrow(OpError);
		expect(call).toThrow(says);
	});
});

describe('order of elements', () => {
	beforeAll(() => useBackend('cpu'));

	it('flattens a patch channel fastest, then k, j, i, as MONAI does', () => {
		const voxel = (i: number, j: number, k: number, c: number) => 100 * c + 4 * i + 2 * j + k;
		const x = tf.buffer([1, 2, 2, 2, 2]);
		for (let n = 0; n < 16; n++) {
			const [i, j, k, c] = [n >> 3, (n >> 2) & 1, (n >> 1) & 1, n & 1];
			x.set(voxel(i, j, k, c), 0, i, j, k, c);
		}
		expect([...spaceToDepth3d(x.toTensor(), [2, 2, 2]).dataSync()]).toEqual([
			0, 100, 1, 101, 2, 102, 3, 103, 4, 104, 5, 105, 6, 106, 7, 107,
		]);
	});

	it('splits qkv by projection first, then head', () => {
		// One token attends to itself alone, so the result is its v: the last third, heads in order.
		const qkv = tf.range(0, 12);
		const y = attention(tf.reshape(qkv, [1, 1, 12]), { numHeads: 2 });
		expect([...y.dataSync()]).toEqual([8, 9, 10, 11]);
	});

	it('pads "same" with stride 2 at the end and explicit padding on both sides', () => {
		const x = tf.ones([1, 4, 4, 4, 5]);
		const filter = tf.ones([3, 3, 3, 5, 1]);
		const corners = (pad: 'same' | number) => {
			const y = conv3d(x, filter, { strides: 2, pad }).dataSync();
			return [y[0], y[y.length - 1]];
		};
		expect(corners('same')).toEqual([135, 40]);
		expect(corners(1)).toEqual([40, 135]);
	});
});
