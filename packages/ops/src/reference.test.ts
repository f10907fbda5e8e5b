import * as tf from '@tensorflow/tfjs';
import {
	channelsLast,
	type GoldenTensor,
	goldenCases,
	maxAbsOverMax,
	permute,
	readGolden,
} from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	attention,
	conv3d,
	conv3dTranspose,
	gelu,
	instanceNorm,
	layerNorm,
	leakyRelu,
	linear,
	useBackend,
} from './index.ts';

/** A parameter or input of a golden in our layout, and how a gradient in our layout goes back to PyTorch's. */
interface Argument {
	readonly name: string;
	readonly order: readonly number[];
}

const volume: readonly number[] = [0, 2, 3, 4, 1];
const identity = (rank: number) => Array.from({ length: rank }, (_, axis) => axis);

function toTensor({ values, shape }: GoldenTensor, order: readonly number[]): tf.Tensor {
	return tf.tensor(
		permute(values, shape, order),
		order.map((axis) => shape[axis]!),
	);
}

/** Runs `f` and its gradients on a golden's tensors and compares them with PyTorch's, in our layout. */
function compare(
	id: string,
	args: readonly Argument[],
	f: (...tensors: tf.Tensor[]) => tf.Tensor,
	outputOrder: readonly number[],
) {
	const { tensors, entry } = readGolden(id);
	const tolerance = entry.tolerance.max_abs_over_max_recommended;
	const present = args.filter(({ name }) => tensors.has(name));
	tf.tidy(() => {
		const inputs = present.map(({ name, order }) => toTensor(tensors.get(name)!, order));
		const expected = toTensor(tensors.get('y')!, outputOrder);
		expect(maxAbsOverMax(f(...inputs).dataSync(), expected.dataSync())).toBeLessThan(tolerance.y);
		const gradients = tf.grads(f)(inputs, toTensor(tensors.get('g')!, outputOrder));
		for (const [index, { name, order }] of present.entries()) {
			const want = toTensor(tensors.get(`d_${name}`)!, order).dataSync();
			expect(maxAbsOverMax(gradients[index]!.dataSync(), want), `d_${name}`).toBeLessThan(
				tolerance[`d_${name}`],
			);
		}
	});
}

const vector: readonly number[] = [0];

describe('references equal PyTorch', () => {
	beforeAll(() => useBackend('cpu'));

	const convolutions = goldenCases('ops/conv3d/').filter(
		({ args }) => args.groups === 1 && [args.dilation].flat().every((step: number) => step === 1),
	);
	it.each(convolutions)('$id', ({ id, args }) => {
		const strides = args.stride;
		compare(
			id,
			[
				{ name: 'x', order: volume },
				{ name: 'w', order: [2, 3, 4, 1, 0] },
				{ name: 'b', order: vector },
			],
			(x, filter, bias) => conv3d(x!, filter!, { bias, strides, pad: args.padding }),
			volume,
		);
	});

	const transposed = goldenCases('ops/conv_transpose3d/').filter(({ id, args }) => {
		const kernel = readGolden(id).tensors.get('w')!.shape.slice(2);
		const strides = typeof args.stride === 'number' ? kernel.map(() => args.stride) : args.stride;
		return args.groups === 1 && args.padding === 0 && kernel.every((size, axis) => size === strides[axis]);
	});
	it.each(transposed)('$id', ({ id }) => {
		compare(
			id,
			[
				{ name: 'x', order: volume },
				{ name: 'w', order: [2, 3, 4, 1, 0] },
				{ name: 'b', order: vector },
			],
			(x, filter, bias) => conv3dTranspose(x!, filter!, { bias }),
			volume,
		);
	});

	it.each(goldenCases('ops/norm/instance'))('$id', ({ id, args }) => {
		compare(
			id,
			[
				{ name: 'x', order: volume },
				{ name: 'w', order: vector },
				{ name: 'b', order: vector },
			],
			(x, gamma, beta) => instanceNorm(x!, gamma, beta, { epsilon: args.eps }),
			volume,
		);
	});

	it.each(goldenCases('ops/norm/layer'))('$id', ({ id, args }) => {
		const order = identity(readGolden(id).tensors.get('x')!.shape.length);
		compare(
			id,
			[
				{ name: 'x', order },
				{ name: 'w', order: vector },
				{ name: 'b', order: vector },
			],
			(x, gamma, beta) => layerNorm(x!, gamma, beta, { epsilon: args.eps }),
			order,
		);
	});

	it.each([
		{ id: 'ops/activation/gelu_exact', f: gelu },
		{ id: 'ops/activation/leaky_0.01', f: (x: tf.Tensor) => leakyRelu(x, 0.01) },
		{ id: 'ops/activation/leaky_0.1', f: (x: tf.Tensor) => leakyRelu(x, 0.1) },
	])('$id', ({ id, f }) => {
		const order = identity(readGolden(id).tensors.get('x')!.shape.length);
		compare(id, [{ name: 'x', order }], (x) => f(x!), order);
	});

	it('ops/linear/tokens', () => {
		const order = identity(3);
		compare(
			'ops/linear/tokens',
			[
				{ name: 'x', order },
				{ name: 'w', order: [1, 0] },
				{ name: 'b', order: vector },
			],
			(x, kernel, bias) => linear(x!, kernel!, bias),
			order,
		);
	});

	it('ops/attention/sablock', () => {
		const order = identity(3);
		compare(
			'ops/attention/sablock',
			[
				{ name: 'x', order },
				{ name: 'p.qkv.weight', order: [1, 0] },
				{ name: 'p.qkv.bias', order: vector },
				{ name: 'p.out_proj.weight', order: [1, 0] },
				{ name: 'p.out_proj.bias', order: vector },
			],
			(x, qkv, qkvBias, out, outBias) =>
				linear(attention(linear(x!, qkv!, qkvBias), { numHeads: 3 }), out!, outBias),
			order,
		);
	});

	it('reads PyTorch volumes channels last', () => {
		const { shape, values } = channelsLast({ values: [0, 1, 2, 3], shape: [1, 2, 1, 1, 2] });
		expect(shape).toEqual([1, 1, 1, 2, 2]);
		expect([...values]).toEqual([0, 2, 1, 3]);
	});
});
