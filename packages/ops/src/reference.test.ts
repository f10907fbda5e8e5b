import * as tf from '@tensorflow/tfjs';
import { channelsLast, goldenCases, maxAbsOverMax, readGolden } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import {
	adaptiveAvgPool3d,
	attention,
	avgPool3d,
	batchNorm,
	conv3d,
	conv3dTranspose,
	gelu,
	groupNorm,
	instanceNorm,
	l2Normalize,
	layerNorm,
	leakyRelu,
	linear,
	maxPool3d,
	normAct,
	prelu,
	resize3d,
	scaleShift,
	silu,
	useBackend,
	windowPartition3d,
	windowReverse3d,
} from './index.ts';
import { type Argument, compareGolden, identity, toTensor, volume } from './testing/compareGolden.ts';

const vector: readonly number[] = [0];
const normArguments: readonly Argument[] = [
	{ name: 'x', order: volume },
	{ name: 'w', order: vector },
	{ name: 'b', order: vector },
];

describe('references equal PyTorch', () => {
	beforeAll(() => useBackend('cpu'));

	const filterArguments: readonly Argument[] = [
		{ name: 'x', order: volume },
		{ name: 'w', order: [2, 3, 4, 1, 0] },
		{ name: 'b', order: vector },
	];

	it.each(goldenCases('ops/conv3d/'))('$id', ({ id, args }) => {
		const { stride, padding, dilation, groups } = args;
		compareGolden(
			id,
			filterArguments,
			(x, filter, bias) => conv3d(x!, filter!, { bias, strides: stride, pad: padding, dilation, groups }),
			volume,
		);
	});

	it.each(goldenCases('ops/conv_transpose3d/'))('$id', ({ id, args }) => {
		const { stride, padding, output_padding: outputPadding, dilation, groups } = args;
		compareGolden(
			id,
			filterArguments,
			(x, filter, bias) => {
				const options = { bias, strides: stride, pad: padding, outputPadding, dilation, groups };
				return conv3dTranspose(x!, filter!, options);
			},
			volume,
		);
	});

	it.each(goldenCases('ops/pool/').filter(({ id }) => !id.includes('adaptive')))('$id', ({ id, args }) => {
		const options = { kernel: args.kernel_size, strides: args.stride, pad: args.padding };
		const countIncludePad = args.count_include_pad;
		const pool = id.includes('/max_')
			? (x: tf.Tensor) => maxPool3d(x, options)
			: (x: tf.Tensor) => avgPool3d(x, { ...options, countIncludePad });
		compareGolden(id, [{ name: 'x', order: volume }], (x) => pool(x!), volume);
	});

	it.each(goldenCases('ops/pool/adaptive'))('$id', ({ id, args }) => {
		const [D, H = D, W = D] = [args.output_size].flat();
		compareGolden(id, [{ name: 'x', order: volume }], (x) => adaptiveAvgPool3d(x!, [D, H, W]), volume);
	});

	it.each(goldenCases('ops/resample/'))('$id', ({ id, args }) => {
		const factors = [args.scale_factor ?? 1].flat();
		const resized = (x: tf.Tensor) =>
			args.size ?? x.shape.slice(1, 4).map((extent, axis) => extent * (factors[axis] ?? factors[0]));
		compareGolden(
			id,
			[{ name: 'x', order: volume }],
			(x) => resize3d(x!, { size: resized(x!), mode: args.mode, alignCorners: args.align_corners }),
			volume,
		);
	});

	it.each(goldenCases('ops/norm/instance'))('$id', ({ id, args }) => {
		compareGolden(
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
		compareGolden(
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

	it.each(goldenCases('ops/norm/group'))('$id', ({ id, args }) => {
		compareGolden(
			id,
			normArguments,
			(x, gamma, beta) => groupNorm(x!, args.num_groups, gamma, beta, { epsilon: args.eps }),
			volume,
		);
	});

	it.each([...goldenCases('ops/norm/instance'), ...goldenCases('ops/norm/group')])(
		'$id, joined with the slope of no activation',
		({ id, args }) => {
			const options = { numGroups: args.num_groups, epsilon: args.eps, slope: 1 };
			compareGolden(id, normArguments, (x, gamma, beta) => normAct(x!, { ...options, gamma, beta }), volume);
		},
	);

	it('ops/norm/batch_train', () => {
		const id = 'ops/norm/batch_train';
		compareGolden(id, normArguments, (x, gamma, beta) => batchNorm(x!, gamma, beta).y, volume);
		const { tensors } = readGolden(id);
		tf.tidy(() => {
			const x = toTensor(tensors.get('x')!, volume);
			const { mean, variance } = batchNorm(x);
			const moved = (name: string, value: tf.Tensor): number => {
				const [before, after] = [tensors.get(name)!.values, tensors.get(`${name}_after`)!.values];
				const ours = tf.add(tf.mul(tf.tensor(before), 0.9), tf.mul(value, 0.1)).dataSync();
				return maxAbsOverMax(ours, after);
			};
			const count = x.size / mean.size;
			expect(moved('running_mean', mean)).toBeLessThan(1e-6);
			expect(moved('running_var', tf.mul(variance, count / (count - 1)))).toBeLessThan(1e-6);
		});
	});

	it('ops/norm/batch_eval', () => {
		const { tensors } = readGolden('ops/norm/batch_eval');
		const running = (name: string) => tf.tensor(tensors.get(name)!.values);
		compareGolden(
			'ops/norm/batch_eval',
			normArguments,
			(x, gamma, beta) => {
				const scale = tf.div(gamma!, tf.sqrt(tf.add(running('running_var'), 1e-5)));
				return scaleShift(x!, scale, tf.sub(beta!, tf.mul(running('running_mean'), scale)));
			},
			volume,
		);
	});

	it.each([
		{ id: 'ops/activation/gelu_exact', f: gelu },
		{ id: 'ops/activation/relu', f: (x: tf.Tensor) => leakyRelu(x, 0) },
		{ id: 'ops/activation/silu', f: silu },
		{ id: 'ops/norm/l2_normalize', f: l2Normalize },
		{ id: 'ops/activation/leaky_0.01', f: (x: tf.Tensor) => leakyRelu(x, 0.01) },
		{ id: 'ops/activation/leaky_0.1', f: (x: tf.Tensor) => leakyRelu(x, 0.1) },
	])('$id', ({ id, f }) => {
		const order = identity(readGolden(id).tensors.get('x')!.shape.length);
		compareGolden(id, [{ name: 'x', order }], (x) => f(x!), order);
	});

	it('ops/activation/prelu_shared', () => {
		const order = identity(readGolden('ops/activation/prelu_shared').tensors.get('x')!.shape.length);
		compareGolden(
			'ops/activation/prelu_shared',
			[
				{ name: 'x', order },
				{ name: 'a', order: vector },
			],
			(x, alpha) => prelu(x!, alpha!),
			order,
		);
	});

	it.each(goldenCases('ops/rearrange/window_'))('$id', ({ id, args }) => {
		const window = args.window_size;
		const options = { window, shift: [0, 0, 0] };
		const order = identity(readGolden(id).tensors.get('x')!.shape.length);
		const outputOrder = identity(readGolden(id).tensors.get('y')!.shape.length);
		const f = (x: tf.Tensor) =>
			args.dims
				? windowReverse3d(x, { ...options, size: args.dims.slice(1) })
				: windowPartition3d(x, options);
		compareGolden(id, [{ name: 'x', order }], (x) => f(x!), outputOrder);
	});

	it('ops/rearrange/roll, as windows of one voxel that are put back unmoved', () => {
		const id = 'ops/rearrange/roll';
		const order = identity(5);
		const size = readGolden(id).tensors.get('x')!.shape.slice(1, 4);
		compareGolden(
			id,
			[{ name: 'x', order }],
			// A single window that holds the volume, so that partition only rolls it.
			(x) => tf.reshape(windowPartition3d(x!, { window: size, shift: [2, 1, 1] }), x!.shape),
			order,
		);
	});

	it.each(goldenCases('ops/attention/sdpa'))('$id', ({ id }) => {
		const heads = identity(4);
		const mask = readGolden(id).tensors.get('mask');
		compareGolden(
			id,
			['q', 'k', 'v'].map((name) => ({ name, order: heads })).concat({ name: 'bias', order: identity(3) }),
			(q, k, v, bias) => {
				const [B, h, N, d] = q!.shape as [number, number, number, number];
				const packed = tf.transpose(tf.stack([q!, k!, v!]), [1, 3, 0, 2, 4]); // [B, N, 3, h, d]
				const y = attention(tf.reshape(packed, [B, N, 3 * h * d]), {
					numHeads: h,
					bias: bias && tf.reshape(bias, [h, N, N]),
					mask: mask && tf.reshape(tf.tensor(mask.values), [-1, N, N]),
				});
				return tf.transpose(tf.reshape(y, [B, N, h, d]), [0, 2, 1, 3]);
			},
			heads,
		);
	});

	it('ops/linear/tokens', () => {
		const order = identity(3);
		compareGolden(
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
		compareGolden(
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
