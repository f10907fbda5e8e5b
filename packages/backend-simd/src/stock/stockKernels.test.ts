import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { maxAbsOverMax } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import '../index.ts';
import { stockKernels } from './stockKernels.ts';

const random = (shape: number[], seed = 1): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed);
const matrix = (shape: number[], seed = 1): tf.Tensor2D => random(shape, seed) as tf.Tensor2D;

/** Calls of tfjs ops on sizes that our kernels cover, and on some that fall back to the cpu kernel. */
const calls: Readonly<Record<keyof typeof stockKernels, Record<string, () => tf.Tensor>>> = {
	Add: {
		equal: () => tf.add(random([3, 5, 7]), random([3, 5, 7], 2)),
		large: () => tf.add(random([20_001]), random([20_001], 2)),
		number: () => tf.add(random([3, 5]), 2),
		numberFirst: () => tf.add(2, random([3, 5])),
		trailing: () => tf.add(random([3, 5, 7]), random([7], 2)),
		trailingOfTwo: () => tf.add(random([1, 5, 7]), random([3, 5, 7], 2)),
		middle: () => tf.add(random([3, 5, 7]), random([3, 1, 7], 2)),
		both: () => tf.add(random([3, 1]), random([1, 7], 2)),
		crossed: () => tf.add(random([3, 1, 5, 1, 9]), random([4, 1, 2, 1], 2)),
		heads: () => tf.add(random([4, 3, 50, 50]), random([3, 1, 1], 2)),
		tooManyAxes: () => tf.add(random([2, 1, 2, 1, 2, 1]), random([1, 3, 1, 3, 1, 3], 2)),
		integers: () => tf.add(tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3, 4], 'int32')),
		higherRank: () => tf.add(random([5]), random([1, 1, 5], 2)),
	},
	Sub: {
		trailing: () => tf.sub(random([4, 6]), random([6], 2)),
		leading: () => tf.sub(random([4, 1]), random([4, 6], 2)),
		trailingFirst: () => tf.sub(random([6]), random([4, 6], 2)),
		numberFirst: () => tf.sub(1, random([4, 6])),
	},
	Multiply: {
		equal: () => tf.mul(random([9]), random([9], 2)),
		leading: () => tf.mul(random([4, 6]), random([4, 1], 2)),
		leadingLarge: () => tf.mul(random([900, 1], 2), random([900, 37])),
		scalarTensor: () => tf.mul(random([4, 6]), tf.scalar(3)),
	},
	RealDiv: {
		equal: () => tf.div(random([4, 6]), random([4, 6], 2)),
		number: () => tf.div(random([4, 6]), 3),
		leading: () => tf.div(random([4, 6]), random([4, 1], 2)),
	},
	AddN: {
		three: () => tf.addN([random([5, 9]), random([5, 9], 2), random([5, 9], 3)]),
		one: () => tf.addN([random([5, 9])]),
	},
	BatchMatMul: {
		plain: () => tf.matMul(matrix([5, 7]), matrix([7, 9], 2)),
		transposeA: () => tf.matMul(matrix([7, 5]), matrix([7, 9], 2), true),
		transposeB: () => tf.matMul(matrix([5, 7]), matrix([9, 7], 2), false, true),
		transposeBoth: () => tf.matMul(matrix([7, 5]), matrix([9, 7], 2), true, true),
		longInner: () => tf.matMul(matrix([5000, 18]), matrix([5000, 19], 2), true),
		wideA: () => tf.matMul(matrix([130, 100]), matrix([130, 5], 2), true),
		batch: () => tf.matMul(random([3, 4, 6]) as tf.Tensor3D, random([3, 6, 5], 2) as tf.Tensor3D),
		batchTransposeA: () =>
			tf.matMul(random([3, 6, 4]) as tf.Tensor3D, random([3, 6, 5], 2) as tf.Tensor3D, true),
		oneForAll: () => tf.matMul(random([3, 4, 6]) as tf.Tensor3D, random([1, 6, 5], 2) as tf.Tensor3D),
	},
	Cast: {
		booleans: () => tf.mul(tf.cast(tf.greater(random([3, 7]), 0), 'float32'), random([3, 7], 2)),
		booleansToIntegers: () => tf.cast(tf.greater(random([9]), 0), 'int32'),
		integers: () => tf.cast(tf.tensor1d([1, 2], 'int32'), 'float32'),
		integersInUse: () => tf.sub(tf.cast(tf.tensor1d([3, -1, 0], 'int32'), 'float32'), random([3])),
		noBooleans: () => tf.cast(tf.greater(tf.zeros([0, 3]), 0), 'float32'),
	},
	Concat: {
		last: () => tf.concat([random([2, 3, 4]), random([2, 3, 5], 2), random([2, 3, 1], 3)], -1),
		first: () => tf.concat([random([2, 3]), random([4, 3], 2)], 0),
		middle: () => tf.concat([random([2, 3, 4]), random([2, 1, 4], 2)], 1),
		integers: () => tf.concat([tf.tensor1d([1, 2], 'int32'), tf.tensor1d([3], 'int32')]),
		withEmpty: () => tf.concat([tf.zeros([0, 3]), random([4, 3], 2)], 0),
	},
	Slice: {
		rows: () => tf.slice(random([6, 5]), [2, 0], [3, -1]),
		box: () => tf.slice(random([4, 5, 6, 7, 2]), [1, 2, 0, 3, 1], [2, 2, 6, 3, 1]),
		integers: () => tf.slice(tf.tensor1d([1, 2, 3], 'int32'), [1], [2]),
		empty: () => tf.slice(random([6, 5]), [6, 0], [0, -1]),
	},
	SplitV: {
		halves: () => tf.concat(tf.split(random([3, 8, 5]), 2, 1).reverse(), 1),
		last: () => tf.concat(tf.split(random([6, 9]), [2, 3, 4], -1).reverse(), 1),
		first: () => tf.concat(tf.split(random([6, 9]), 3).reverse(), 0),
		withEmpty: () => tf.concat(tf.split(random([6, 3]), [0, 6]), 0),
		oneOf: () => tf.split(random([300, 90]), [40, 50], 1)[1]!,
	},
	Mean: {
		all: () => tf.mean(random([37, 21])),
		last: () => tf.mean(random([37, 21]), -1, true),
		outerAndInner: () => tf.mean(random([6, 4, 50, 30]), [0, 2, 3]),
		integers: () => tf.mean(tf.tensor1d([1, 2, 6], 'int32')),
	},
	Sum: {
		leading: () => tf.sum(random([3, 8, 5]), 0),
		leadingTwo: () => tf.sum(random([300, 8, 50]), [0, 1], true),
		all: () => tf.sum(random([37, 21])),
		last: () => tf.sum(random([37, 21]), -1),
		middle: () => tf.sum(random([3, 8, 5]), [1]),
		trailingTwo: () => tf.sum(random([40, 25, 33]), [1, 2], true),
		outerAndInner: () => tf.sum(random([6, 4, 50, 30]), [0, 2, 3]),
		alternating: () => tf.sum(random([3, 4, 5, 6]), [0, 2], true),
		integers: () => tf.sum(tf.tensor1d([1, 2], 'int32')),
		flags: () => tf.sum(tf.tensor1d([true, true], 'bool')),
		scalar: () => tf.sum(tf.scalar(3)),
	},
	Softmax: {
		rows: () => tf.softmax(random([5, 7])),
		vector: () => tf.softmax(tf.mul(random([33]), 50)),
		large: () => tf.softmax(random([4, 3, 50, 65])),
		one: () => tf.softmax(random([3, 1])),
	},
	GatherV2: {
		rows: () => tf.gather(random([9, 4]), tf.tensor2d([0, 8, 3, 3, 1, 0], [2, 3], 'int32')),
		middle: () => tf.gather(random([2, 5, 3]), tf.tensor1d([4, 0], 'int32'), 1),
		last: () => tf.gather(random([2, 5]), tf.tensor1d([4, 0, 2], 'int32'), -1),
		batched: () => tf.gather(random([2, 5]), tf.tensor2d([4, 0, 2, 1], [2, 2], 'int32'), 1, 1),
	},
	UnsortedSegmentSum: {
		rows: () => tf.unsortedSegmentSum(random([6, 4]), tf.tensor1d([0, 2, 1, 2, 0, 2], 'int32'), 3),
		empty: () => tf.unsortedSegmentSum(random([5, 20]), tf.tensor1d([3, 3, 0, 0, 3], 'int32'), 5),
		gradient: () =>
			tf.grad((x: tf.Tensor) => tf.square(tf.gather(x, tf.tensor2d([3, 1, 1, 0], [2, 2], 'int32'))))(
				random([4, 3]),
			),
	},
	Tile: {
		rows: () => tf.tile(random([3, 4]), [2, 1]),
		inner: () => tf.tile(random([3, 1, 4]), [1, 5, 2]),
		integers: () => tf.tile(tf.tensor1d([1, 2], 'int32'), [3]),
		many: () => tf.tile(random([2, 2, 2, 2]), [2, 2, 2, 2]),
	},
	Transpose: {
		matrix: () => tf.transpose(random([37, 21])),
		inner: () => tf.transpose(random([2, 3, 4, 5]), [0, 2, 1, 3]),
		reversed: () => tf.transpose(random([2, 3, 4, 5, 6]), [4, 3, 2, 1, 0]),
		flags: () => tf.transpose(tf.tensor2d([true, false], [1, 2], 'bool')),
	},
	Fill: {
		number: () => tf.fill([3, 4], 1.5),
		integers: () => tf.fill([3, 4], 2, 'int32'),
	},
	ZerosLike: {
		floats: () => tf.zerosLike(random([3, 4])),
		integers: () => tf.zerosLike(tf.tensor1d([1, 2], 'int32')),
	},
	OnesLike: { floats: () => tf.onesLike(random([3, 4])) },
};

describe.each(Object.keys(stockKernels))('%s on simd equals the cpu kernel', (name) => {
	it.each(Object.entries(calls[name] ?? {}))('%s', async (_case, call) => {
		await useBackend('cpu');
		const expected = tf.tidy(call);
		const values = expected.dataSync();
		await useBackend('simd', { threads: 1 });
		const alone = tf.tidy(call).dataSync();
		await useBackend('simd', { threads: 2 });
		const actual = tf.tidy(call);
		expect(actual.dataSync(), 'two threads equal one').toEqual(alone);
		expect(actual.shape).toEqual(expected.shape);
		expect(actual.dtype).toBe(expected.dtype);
		if (values.length > 0) expect(maxAbsOverMax(actual.dataSync(), values)).toBeLessThan(3e-6);
	});

	it('has cases', () => {
		expect(Object.keys(calls[name] ?? {}).length).toBeGreaterThan(0);
	});
});
