import type { Attributes, OpCase } from '@unetr/ops';

/** Products that every tile takes: 64×32, 64×64, 128×16, 128×8, 32×16 and 32×32, each with edges cut off. */
const linearSizes: readonly (readonly [rows: number, inner: number, columns: number])[] = [
	[200, 20, 30],
	[200, 9, 60],
	[250, 5, 15],
	[250, 7, 7],
	[20, 33, 12],
	[20, 600, 30],
];

const linearCases = linearSizes.map(
	([rows, inner, columns]): OpCase => ({
		name: `own_rows${rows}_${inner}to${columns}`,
		inputs: { x: { shape: [rows, inner] }, kernel: { shape: [inner, columns] }, bias: { shape: [columns] } },
		attributes: {},
	}),
);

/** A convolution of D, H, W voxels; steps of 1, no padding and one group where they are left out. */
interface ConvSizes {
	readonly x: readonly number[];
	readonly channels: number;
	readonly kernel: readonly number[];
	readonly pads?: readonly number[];
	readonly strides?: readonly number[];
	readonly dilations?: readonly number[];
	readonly groups?: number;
}

/** Steps with and without a common divisor, voxels that no tap reaches, shares of many voxels, and groups. */
const convSizes: readonly ConvSizes[] = [
	{ x: [1, 5, 40, 9, 8], channels: 32, kernel: [1, 3, 3], pads: [0, 0, 1, 1, 1, 1] },
	{ x: [2, 9, 8, 9, 4], channels: 16, kernel: [1, 1, 1] },
	{ x: [1, 9, 9, 9, 2], channels: 5, kernel: [2, 2, 2], strides: [3, 3, 3] },
	{
		...{ x: [2, 9, 11, 10, 4], channels: 7, kernel: [2, 3, 3], pads: [1, 1, 2, 2, 4, 4] },
		...{ strides: [2, 4, 3], dilations: [3, 2, 3] },
	},
	{
		...{ x: [1, 9, 8, 12, 8], channels: 8, kernel: [3, 2, 5], pads: [1, 2, 1, 1, 5, 3], groups: 8 },
		...{ strides: [2, 3, 2], dilations: [1, 2, 2] },
	},
	{ x: [1, 4, 5, 6, 12], channels: 9, kernel: [3, 3, 3], pads: [1, 1, 1, 1, 1, 1], groups: 3 },
	{ x: [1, 5, 4, 6, 16], channels: 8, kernel: [3, 1, 3], strides: [2, 1, 1], groups: 2 },
	{ x: [2, 4, 5, 9, 1], channels: 12, kernel: [3, 3, 3], pads: [1, 1, 1, 1, 1, 1] },
	{
		...{ x: [1, 7, 9, 10, 3], channels: 5, kernel: [3, 2, 4], pads: [1, 1, 0, 1, 2, 2] },
		...{ strides: [2, 1, 3], dilations: [1, 3, 2] },
	},
];

type Shapes = (x: readonly number[], filter: number[], y: number[]) => Record<string, readonly number[]>;

const convCases = (shapes: Shapes, extra: (x: readonly number[], filter: number[]) => Attributes): OpCase[] =>
	convSizes.map(({ x, channels, kernel, groups = 1, ...given }) => {
		const { pads = [0, 0, 0, 0, 0, 0], strides = [1, 1, 1], dilations = [1, 1, 1] } = given;
		const filter = [...kernel, x[4]! / groups, channels];
		const space = kernel.map((taps, axis) => {
			const padded = x[axis + 1]! + pads[2 * axis]! + pads[2 * axis + 1]!;
			return Math.floor((padded - dilations[axis]! * (taps - 1) - 1) / strides[axis]!) + 1;
		});
		const inputs = Object.entries(shapes(x, filter, [x[0]!, ...space, channels]));
		return {
			name: `own_x${x.join('x')}_k${filter.join('x')}_s${strides.join('')}_d${dilations.join('')}`,
			inputs: Object.fromEntries(inputs.map(([name, shape]) => [name, { shape }])),
			attributes: { strides, pads, dilations, groups, ...extra(x, filter) },
		};
	});

/** Sizes at which products and convolutions branch, beside the ops' own cases. */
export const productCases: Readonly<Record<string, readonly OpCase[]>> = {
	linear: linearCases,
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
};
