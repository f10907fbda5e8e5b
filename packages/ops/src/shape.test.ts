import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	type Attributes,
	adaptiveAvgPool3d,
	attention,
	avgPool3d,
	caseInputs,
	conv3d,
	conv3dTranspose,
	depthToSpace3d,
	linear,
	maxPool3d,
	OpError,
	ops,
	resize3d,
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
			what: 'groups of channels that do not meet',
			call: () => conv3d(tf.ones([1, 4, 4, 4, 6]), tf.ones([3, 3, 3, 6, 6]), { groups: 2 }),
			says: "conv3d: 'x' has 6 channels, but 'filter' takes 2 groups of 6",
		},
		{
			what: 'output channels that do not divide into groups',
			call: () => conv3d(tf.ones([1, 4, 4, 4, 6]), tf.ones([3, 3, 3, 2, 5]), { groups: 3 }),
			says: "conv3d: 'filter' gives 5 channels, no multiple of 3 groups",
		},
		{
			what: 'a dilated kernel larger than the volume',
			call: () => conv3d(tf.ones([1, 4, 4, 4, 1]), tf.ones([3, 3, 3, 1, 1]), { pad: 'valid', dilation: 2 }),
			says: 'kernel 5 is larger than the padded volume (4) along D',
		},
		{
			what: 'output padding of a whole stride',
			call: () =>
				conv3dTranspose(tf.ones([1, 2, 2, 2, 1]), tf.ones([3, 3, 3, 1, 1]), {
					strides: 2,
					outputPadding: [1, 2, 1],
				}),
			says: 'conv3dTranspose: output padding 2 along H must be less than the stride 2',
		},
		{
			what: 'padding that leaves nothing of a transposed convolution',
			call: () => conv3dTranspose(tf.ones([1, 1, 4, 4, 1]), tf.ones([2, 2, 2, 1, 1]), { pad: 1 }),
			says: 'conv3dTranspose: padding 1 leaves nothing along D',
		},
		{
			what: 'padding of more than half a window',
			call: () => maxPool3d(tf.ones([1, 4, 4, 4, 1]), { kernel: [2, 3, 2], pad: [1, 2, 1] }),
			says: "maxPool3d: padding 2 along H is more than half the kernel's 3",
		},
		{
			what: 'a window larger than the volume',
			call: () => avgPool3d(tf.ones([1, 4, 4, 2, 1]), { kernel: 3 }),
			says: 'avgPool3d: kernel 3 is larger than the padded volume (2) along W',
		},
		{
			what: 'a size without voxels',
			call: () => resize3d(tf.ones([1, 4, 4, 4, 1]), { size: [2, 0, 2], mode: 'trilinear' }),
			says: 'resize3d: size must be three positive whole numbers, but it is [2, 0, 2]',
		},
		{
			what: 'a mode that does not exist',
			call: () => resize3d(tf.ones([1, 4, 4, 4, 1]), { size: [2, 2, 2], mode: 'cubic' as 'trilinear' }),
			says: 'resize3d: mode "cubic" must be one of trilinear, nearest, nearest-exact',
		},
		{
			what: 'half a window',
			call: () => adaptiveAvgPool3d(tf.ones([1, 4, 4, 4, 1]), [1, 1.5, 1]),
			says: 'adaptiveAvgPool3d: size must be three positive whole numbers, but it is [1, 1.5, 1]',
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

	it('spreads the taps of a transposed convolution whose stride is its kernel but whose dilation is not 1', () => {
		const [x, filter] = [tf.ones([1, 1, 1, 2, 1]), tf.tensor([1, 10], [1, 1, 2, 1, 1])];
		const y = conv3dTranspose(x, filter, { dilation: [1, 1, 2] });
		expect([...y.dataSync()]).toEqual([1, 0, 11, 0, 10]);
	});

	it('takes the nearest voxel that PyTorch takes on a border between two', () => {
		const y = resize3d(tf.tensor([0, 1], [1, 1, 1, 2, 1]), { size: [1, 1, 41], mode: 'nearest-exact' });
		expect(y.dataSync().indexOf(1)).toBe(21);
	});

	it('gives the gradient of a transposed convolution: 8 taps · output channels to each voxel', () => {
		const filter = tf.ones([2, 2, 2, 5, 3]);
		const sum = (x: tf.Tensor) => tf.sum(conv3dTranspose(x, filter));
		expect(conv3dTranspose(tf.ones([1, 3, 3, 3, 3]), filter).shape).toEqual([1, 6, 6, 6, 5]);
		expect([
			...new Set(
				tf
					.grad(sum)(tf.ones([1, 3, 3, 3, 3]))
					.dataSync(),
			),
		]).toEqual([40]);
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

	it.each([
		['pads', [1, 1, 1], 'pads must be 6 whole numbers, but it is [1,1,1]'],
		['strides', [1, 1.5, 1], 'strides must be 3 whole numbers, but it is [1,1.5,1]'],
		['strides', [1, -1, 1], 'strides must be at least 1, but it is [1, -1, 1]'],
		['dilations', [0, 1, 1], 'dilations must be at least 1'],
		['groups', 1.5, 'groups must be a whole number from 1 on, but it is 1.5'],
		['groups', undefined, 'groups must be a number, but it is undefined'],
	])('refuses a convolution with %s of %s', (name, value, message) => {
		const opCase = ops.conv3d.cases[0]!;
		const attributes = { ...opCase.attributes, [name]: value } as Attributes;
		expect(() => tf.tidy(() => runOp(ops.conv3d, caseInputs(opCase), attributes))).toThrow(OpError);
		expect(() => tf.tidy(() => runOp(ops.conv3d, caseInputs(opCase), attributes))).toThrow(message);
	});

	it('refuses attributes that give an output no shape', () => {
		const qkv = tf.zeros([1, 24, 192]);
		expect(() => runOp(ops.attention, { qkv }, { numHeads: -1, scale: 1 })).toThrow(
			'numHeads must be a whole number',
		);
		expect(() => maxPool3d(tf.zeros([1, 4, 4, 4, 2]), { kernel: 0 })).toThrow('kernel must be at least 1');
	});
});
