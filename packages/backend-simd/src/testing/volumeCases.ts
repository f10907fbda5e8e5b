import type { Attributes, OpCase } from '@unetr/ops';

/** Sizes of one convolution; strides, dilations and groups of 1 where they are left out. */
interface ConvSizes {
	readonly x: number[];
	readonly channels: number;
	readonly kernel: number[];
	readonly pads: number[];
	readonly strides?: number[];
	readonly dilations?: number[];
	readonly groups?: number;
}

const one = [1, 1, 1];
const none = [0, 0, 0, 0, 0, 0];
const half = [1, 1, 1, 1, 1, 1];

const dense: ConvSizes[] = [
	...[1, 3, 4, 5, 8, 9].map((width) => ({
		...{ x: [1, 3, 3, width, 8], channels: 16, kernel: [3, 3, 3], pads: half },
	})),
	{ x: [1, 3, 5, 6, 70], channels: 17, kernel: [3, 3, 3], pads: half },
	{ x: [1, 2, 40, 5, 3], channels: 33, kernel: [3, 3, 3], pads: half },
	{ x: [2, 3, 4, 5, 6], channels: 7, kernel: [1, 1, 3], pads: [0, 0, 0, 0, 2, 0] },
	{ x: [1, 9, 9, 9, 2], channels: 5, kernel: [2, 2, 2], pads: none, strides: [3, 3, 3] },
	{ x: [1, 4, 4, 4, 3], channels: 4, kernel: [3, 3, 3], pads: [3, 3, 3, 3, 3, 3] },
	{ x: [1, 2, 70, 3, 1], channels: 4, kernel: [2, 8, 2], pads: none, strides: [1, 8, 1] },
];

/** One vector of AVX-512 to and from: windows of 24 voxels and what is left of a row; rows that end in either padding. */
const windowed: ConvSizes[] = [
	...[1, 2, 3, 7, 16, 23, 24, 25, 41, 52].map((width) => ({
		...{ x: [1, 2, 3, width, 16], channels: 16, kernel: [3, 3, 3], pads: half },
	})),
	{ x: [1, 2, 2, 27, 3], channels: 16, kernel: [3, 3, 3], pads: [1, 1, 1, 1, 0, 0] },
	{ x: [1, 2, 2, 26, 1], channels: 16, kernel: [2, 1, 3], pads: [0, 0, 0, 0, 1, 0] },
	{ x: [1, 2, 2, 25, 5], channels: 16, kernel: [1, 3, 3], pads: [0, 0, 1, 1, 0, 1] },
	{ x: [2, 3, 2, 12, 70], channels: 16, kernel: [3, 3, 3], pads: [1, 1, 1, 1, 2, 2] },
];

/** Patches of 2×2 voxels: odd extents, several blocks along each axis, tails of channels on both sides, all paddings. */
const patched: ConvSizes[] = [
	...[12, 13, 16, 21, 40].map((channels) => ({
		...{ x: [1, 3, 6, 7, channels], channels, kernel: [3, 3, 3], pads: half },
	})),
	{ x: [2, 26, 5, 6, 16], channels: 5, kernel: [3, 3, 3], pads: half },
	{ x: [1, 2, 9, 51, 17], channels: 33, kernel: [3, 3, 3], pads: half },
	{ x: [1, 1, 4, 4, 12], channels: 70, kernel: [1, 3, 3], pads: [0, 0, 2, 2, 2, 2] },
	{ x: [1, 6, 8, 7, 31], channels: 48, kernel: [5, 3, 3], pads: [2, 1, 0, 1, 1, 0] },
	{ x: [1, 3, 10, 10, 12], channels: 12, kernel: [2, 3, 3], pads: none },
];

/** Strides and dilations with and without a common divisor, rows of edges alone, and several passes over the taps. */
const dilated: ConvSizes[] = [
	{ x: [1, 5, 6, 13, 8], channels: 16, kernel: [3, 3, 3], pads: [2, 2, 2, 2, 2, 2], dilations: [2, 2, 2] },
	{ x: [1, 4, 7, 9, 3], channels: 5, kernel: [1, 2, 3], pads: [0, 0, 1, 2, 3, 0], dilations: [1, 3, 2] },
	{
		...{ x: [2, 9, 11, 10, 4], channels: 7, kernel: [2, 3, 3], pads: [1, 1, 2, 2, 4, 4] },
		...{ strides: [2, 4, 3], dilations: [3, 2, 3] },
	},
	{ x: [1, 3, 4, 12, 70], channels: 9, kernel: [3, 3, 3], pads: [1, 1, 2, 2, 4, 4], dilations: [1, 2, 4] },
	{ x: [1, 2, 90, 3, 2], channels: 4, kernel: [1, 3, 1], pads: none, dilations: [1, 40, 1] },
];

const depthwise: ConvSizes[] = [
	...[2, 3, 4, 7, 8, 12, 21].map((channels) => ({
		...{ x: [1, 4, 5, 11, channels], channels, groups: channels, kernel: [3, 3, 3], pads: half },
	})),
	{ x: [2, 5, 6, 7, 9], channels: 9, groups: 9, kernel: [2, 1, 4], pads: [1, 0, 0, 0, 2, 1] },
	{
		...{ x: [1, 9, 8, 12, 8], channels: 8, groups: 8, kernel: [3, 2, 5], pads: [1, 2, 1, 1, 5, 3] },
		...{ strides: [2, 3, 2], dilations: [1, 2, 2] },
	},
	{ x: [1, 1, 1, 2, 4], channels: 4, groups: 4, kernel: [3, 3, 7], pads: [1, 1, 1, 1, 3, 3] },
	{ x: [1, 6, 7, 17, 24], channels: 24, groups: 24, kernel: [3, 3, 3], pads: half },
];

/** Groups that are neither all channels nor each by itself. */
const grouped: ConvSizes[] = [
	{ x: [1, 4, 5, 6, 12], channels: 9, groups: 3, kernel: [3, 3, 3], pads: half, dilations: [1, 1, 2] },
	{ x: [1, 5, 4, 6, 4], channels: 8, groups: 4, kernel: [3, 1, 3], pads: none, strides: [2, 1, 1] },
];

const convSizes: readonly ConvSizes[] = [
	...dense,
	...windowed,
	...patched,
	...dilated,
	...depthwise,
	...grouped,
];

const convCases = (
	shapes: (x: number[], filter: number[], y: number[]) => Record<string, number[]>,
	extra: (x: number[], filter: number[]) => Attributes,
): OpCase[] =>
	convSizes.map(({ x, channels, kernel, pads, strides = one, dilations = one, groups = 1 }) => {
		const filter = [...kernel, x[4]! / groups, channels];
		const space = kernel.map((extent, axis) => {
			const padded = x[axis + 1]! + pads[2 * axis]! + pads[2 * axis + 1]!;
			return Math.floor((padded - dilations[axis]! * (extent - 1) - 1) / strides[axis]! + 1);
		});
		const inputs = Object.entries(shapes(x, filter, [x[0]!, ...space, channels]));
		return {
			name: `own_x${x.join('x')}_k${filter.join('x')}_s${strides.join('')}_d${dilations.join('x')}`,
			inputs: Object.fromEntries(inputs.map(([name, shape]) => [name, { shape }])),
			attributes: { strides, pads, dilations, groups, ...extra(x, filter) },
		};
	});

const poolSizes = [
	{ x: [1, 5, 6, 7, 20], kernel: [3, 3, 3], strides: [2, 2, 2], pads: [1, 1, 1] },
	{ x: [1, 7, 6, 5, 9], kernel: [5, 4, 2], strides: [1, 3, 1], pads: [2, 2, 1] },
	{ x: [1, 9, 8, 4, 3], kernel: [9, 8, 4], strides: [9, 8, 4], pads: [0, 0, 0] },
];

const poolCases = (
	inputs: (x: number[], y: number[]) => OpCase['inputs'],
	extra: (x: number[]) => Attributes,
): OpCase[] =>
	poolSizes.map(({ x, ...attributes }) => {
		const { kernel, strides, pads } = attributes;
		const space = kernel.map((extent, axis) =>
			Math.floor((x[axis + 1]! + 2 * pads[axis]! - extent) / strides[axis]! + 1),
		);
		return {
			name: `own_x${x.join('x')}_k${kernel.join('x')}`,
			inputs: inputs(x, [x[0]!, ...space, x[4]!]),
			attributes: { ...attributes, ...extra(x) },
		};
	});

/** Up and down far enough that a voxel gathers from more rows than are summed at once. */
const resizeSizes = [
	{ x: [1, 4, 5, 6, 20], size: [8, 10, 12], mode: 0, alignCorners: 0 },
	{ x: [1, 2, 1, 3, 5], size: [23, 17, 9], mode: 0, alignCorners: 1 },
	{ x: [1, 1, 1, 1, 3], size: [12, 11, 10], mode: 1, alignCorners: 0 },
	{ x: [1, 13, 12, 11, 6], size: [5, 13, 30], mode: 2, alignCorners: 0 },
];

const resizeCases = (
	inputs: (x: number[], y: number[]) => OpCase['inputs'],
	extra: (x: number[]) => Attributes,
): OpCase[] =>
	resizeSizes.map(({ x, ...attributes }) => ({
		name: `own_x${x.join('x')}_to${attributes.size.join('x')}_${attributes.mode}`,
		inputs: inputs(x, [x[0]!, ...attributes.size, x[4]!]),
		attributes: { ...attributes, ...extra(x) },
	}));

/** Sizes at which the kernels of volumes branch, beside the ops' own cases. */
export const volumeCases: Readonly<Record<string, readonly OpCase[]>> = {
	conv3d: convCases(
		(x, filter) => ({ x, filter, bias: [filter[4]!] }),
		() => ({}),
	),
	conv3dInputGrad: convCases(
		(_x, filter, dy) => ({ dy, filter }),
		(inputShape) => ({ inputShape }),
	),
	conv3dFilterGrad: convCases(
		(x, _filter, dy) => ({ x, dy }),
		(_x, filterShape) => ({ filterShape }),
	),
	avgPool3d: poolCases(
		(x) => ({ x: { shape: x } }),
		() => ({ countIncludePad: 0 }),
	),
	avgPool3dGrad: poolCases(
		(_x, dy) => ({ dy: { shape: dy } }),
		(inputShape) => ({ inputShape, countIncludePad: 0 }),
	),
	maxPool3d: poolCases(
		(x) => ({ x: { shape: x } }),
		() => ({}),
	),
	maxPool3dGrad: poolCases(
		(x, y) => ({ dy: { shape: y }, x: { shape: x, scale: 1.5, step: 1 }, y: { shape: y, step: 1 } }),
		() => ({}),
	),
	resize3d: resizeCases(
		(x) => ({ x: { shape: x } }),
		() => ({}),
	),
	resize3dGrad: resizeCases(
		(_x, dy) => ({ dy: { shape: dy } }),
		(inputShape) => ({ inputShape }),
	),
};
