import type { OpCase } from '@unetr/ops';
import { volumeCases } from './volumeCases.ts';

/** Sizes on, below and above the tiles of 4 rows and 16, 8 and 4 columns, and above the blocks of the products. */
const linearSizes: [rows: number, inner: number, columns: number][] = [
	...[1, 3, 4, 5, 8, 47, 48, 49].map((rows): [number, number, number] => [rows, 5, 16]),
	...[1, 3, 4, 7, 8, 12, 15, 16, 17, 20, 24, 28, 31, 33].map((columns): [number, number, number] => [
		6,
		9,
		columns,
	]),
	[5, 383, 6],
	[5, 384, 16],
	[7, 385, 19],
	[50, 400, 130],
	[3, 20, 600],
];

const linearCases = linearSizes.map(
	([rows, inner, columns]): OpCase => ({
		name: `rows${rows}_${inner}to${columns}`,
		inputs: { x: { shape: [rows, inner] }, kernel: { shape: [inner, columns] }, bias: { shape: [columns] } },
		attributes: {},
	}),
);

const attentionCases = [
	[1, 47, 1, 16],
	[1, 49, 2, 20],
	[2, 100, 3, 32],
].map(
	([batch, tokens, numHeads, size]): OpCase => ({
		name: `own_b${batch}n${tokens}h${numHeads}d${size}`,
		inputs: { qkv: { shape: [batch!, tokens!, 3 * numHeads! * size!] } },
		attributes: { numHeads: numHeads!, scale: size! ** -0.5 },
	}),
);

/** More than one block of rows, more entries than join one sum, and windows that do not divide the rows. */
const biasedSizes = [
	[2, 100, 3, 16, 1],
	[36, 10, 2, 8, 4],
	[3, 49, 1, 5, 3],
];

const biasedCases = (withGradient: boolean): OpCase[] =>
	biasedSizes.map(([B, N, h, d, W]) => ({
		name: `own_b${B}n${N}h${h}d${d}w${W}`,
		inputs: {
			...(withGradient && { dy: { shape: [B!, N!, h! * d!] }, y: { shape: [B!, N!, h! * d!] } }),
			...(withGradient && { logSum: { shape: [B!, h!, N!], offset: 5 } }),
			...{
				qkv: { shape: [B!, N!, 3 * h! * d!] },
				bias: { shape: [h!, N!, N!] },
				mask: { shape: [W!, N!, N!] },
			},
		},
		attributes: { numHeads: h!, scale: d! ** -0.5 },
	}));

/** Several chunks of voxels, and enough of them for more than one thread. */
const groupCases = (
	inputs: readonly ('dy' | 'y' | 'x' | 'gamma' | 'beta' | 'residual' | 'mean' | 'scale')[],
	slope?: number,
): OpCase[] =>
	(
		[
			[[2, 11, 13, 9, 12], 4],
			[[1, 1500, 48], 3],
			[[2, 700, 5], 5],
			[[1, 3000, 6], 1],
		] as const
	).map(([shape, numGroups]) => {
		const channels = { shape: [shape[shape.length - 1]!] };
		const statistics = { shape: [shape[0], numGroups], offset: 1.5, scale: 0.5 };
		const all = {
			...{ dy: { shape }, x: { shape, offset: 2 }, gamma: channels, beta: channels },
			...{ y: { shape }, residual: { shape } },
			...{ mean: { ...statistics, offset: 2 }, scale: statistics },
		};
		return {
			name: `own_${shape.join('x')}_g${numGroups}`,
			inputs: Object.fromEntries(inputs.map((name) => [name, all[name]])),
			attributes: { numGroups, epsilon: 1e-5, ...(slope !== undefined && { slope }) },
		};
	});

/** Enough values for more than one thread, with and without whole vectors of channels. */
const channelCases = (inputs: Readonly<Record<string, 'all' | 'channels' | 'one'>>): OpCase[] =>
	[
		[1, 5, 8, 16, 32],
		[2, 5001, 3],
		[700, 37],
	].map((shape) => {
		const shapes = { all: shape, channels: shape.slice(-1), one: [1] };
		return {
			name: `own_${shape.join('x')}`,
			inputs: Object.fromEntries(
				Object.entries(inputs).map(([name, kind]) => [name, { shape: shapes[kind] }]),
			),
			attributes: {},
		};
	});

const windowCase = { window: [7, 7, 7], shift: [3, 3, 3] };

const rowCases = [
	[20_000, 4],
	[2050, 16],
	[1021, 21],
].map((shape): OpCase => ({ name: `own_${shape.join('x')}`, inputs: { x: { shape } }, attributes: {} }));

/** Cases beyond those of the ops: where kernels cut their work into tiles, blocks, chunks and threads. */
export const ownCases: Readonly<Record<string, readonly OpCase[]>> = {
	linear: linearCases,
	...volumeCases,
	attention: attentionCases,
	biasedAttention: biasedCases(false),
	biasedAttentionBiasGrad: biasedCases(true),
	biasedAttentionGrad: biasedCases(true),
	channelSum: rowCases,
	groupNorm: groupCases(['x', 'gamma', 'beta']),
	groupNormGammaGrad: groupCases(['dy', 'x', 'mean', 'scale']),
	groupNormGrad: groupCases(['dy', 'x', 'mean', 'scale', 'gamma']),
	l2Normalize: [
		{ name: 'own_15x1300', inputs: { x: { shape: [15, 1300] } }, attributes: { epsilon: 1e-12 } },
	],
	normAct: groupCases(['x', 'gamma', 'beta'], 0.01),
	normActGrad: groupCases(['dy', 'x', 'mean', 'scale', 'gamma', 'beta'], 0.01),
	normAddAct: groupCases(['x', 'gamma', 'beta', 'residual'], 0),
	normAddActGrad: groupCases(['dy', 'y', 'x', 'mean', 'scale', 'gamma'], 0),
	prelu: [...channelCases({ x: 'all', alpha: 'one' }), ...channelCases({ x: 'all', alpha: 'channels' })],
	preluAlphaGrad: channelCases({ dy: 'all', x: 'all' }),
	preluGrad: channelCases({ dy: 'all', x: 'all', alpha: 'channels' }),
	scaleShift: channelCases({ x: 'all', scale: 'channels', shift: 'channels' }),
	silu: rowCases.slice(1),
	windowPartition3d: [
		{ name: 'own_7', inputs: { x: { shape: [1, 12, 16, 13, 6] } }, attributes: windowCase },
	],
	windowReverse3d: [
		{
			name: 'own_7',
			inputs: { windows: { shape: [2 * 3 * 2, 343, 6] } },
			attributes: { ...windowCase, size: [12, 16, 13] },
		},
	],
	sumSquares: rowCases,
	gelu: rowCases,
};
