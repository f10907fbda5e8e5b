import type { ConvAttributes } from './geometry.ts';

/** A convolution's sizes, shared by the forward op and both gradients. */
export interface ConvCase {
	readonly name: string;
	readonly x: readonly number[];
	readonly filter: readonly number[];
	readonly strides: readonly number[];
	readonly pads: readonly number[];
	readonly bias?: boolean;
	readonly dilations?: readonly number[];
	readonly groups?: number;
}

const one = [1, 1, 1];
const half = [1, 1, 1, 1, 1, 1];
const two = [2, 2, 2, 2, 2, 2];
const none = [0, 0, 0, 0, 0, 0];

/** Widths and channel counts stand on, just below and just above the multiples of 4, 6 and 8 of the tiles. */
export const convCases: readonly ConvCase[] = [
	{ name: 'k3_3to5', x: [2, 7, 6, 5, 3], filter: [3, 3, 3, 3, 5], strides: one, pads: half, bias: true },
	{ name: 'k3_1to16', x: [2, 4, 5, 13, 1], filter: [3, 3, 3, 1, 16], strides: one, pads: half },
	{ name: 'k3_16to16', x: [1, 5, 4, 12, 16], filter: [3, 3, 3, 16, 16], strides: one, pads: half },
	{ name: 'k3_32to16', x: [2, 3, 4, 11, 32], filter: [3, 3, 3, 32, 16], strides: one, pads: half },
	{ name: 'k3_12to20', x: [1, 3, 3, 7, 12], filter: [3, 3, 3, 12, 20], strides: one, pads: half },
	{ name: 'k3_17to9', x: [1, 2, 3, 9, 17], filter: [3, 3, 3, 17, 9], strides: one, pads: half },
	{ name: 'k3_oneVoxel', x: [1, 1, 1, 1, 4], filter: [3, 3, 3, 4, 8], strides: one, pads: half },
	{ name: 'k3_oneVoxelAxis', x: [1, 4, 1, 6, 8], filter: [3, 3, 3, 8, 4], strides: one, pads: half },
	{ name: 'k3_valid', x: [1, 5, 6, 7, 4], filter: [3, 3, 3, 4, 4], strides: one, pads: none },
	{ name: 'k3_stride2', x: [2, 7, 6, 9, 5], filter: [3, 3, 3, 5, 8], strides: [2, 2, 2], pads: half },
	{
		name: 'k3_stride2Uneven',
		x: [1, 6, 5, 8, 4],
		filter: [3, 3, 3, 4, 7],
		strides: [2, 1, 2],
		pads: [0, 1, 1, 1, 0, 1],
	},
	{ name: 'k1_32to16', x: [2, 3, 4, 5, 32], filter: [1, 1, 1, 32, 16], strides: one, pads: none },
	{ name: 'k1_16to3', x: [1, 4, 4, 7, 16], filter: [1, 1, 1, 16, 3], strides: one, pads: none, bias: true },
	{ name: 'k1_stride2', x: [1, 5, 4, 7, 6], filter: [1, 1, 1, 6, 10], strides: [2, 2, 2], pads: none },
	{ name: 'k313', x: [1, 5, 4, 6, 8], filter: [3, 1, 3, 8, 12], strides: one, pads: [1, 1, 0, 0, 1, 1] },
	{ name: 'k5', x: [1, 6, 5, 7, 3], filter: [5, 5, 5, 3, 4], strides: one, pads: [2, 2, 2, 2, 2, 2] },
	{
		name: 'k4_patch',
		x: [1, 8, 4, 12, 2],
		filter: [4, 4, 4, 2, 24],
		strides: [4, 4, 4],
		pads: none,
		bias: true,
	},
	{
		name: 'k3_dilated2',
		x: [1, 7, 6, 9, 4],
		filter: [3, 3, 3, 4, 5],
		strides: one,
		pads: two,
		dilations: [2, 2, 2],
	},
	{
		name: 'k3_dilatedStrided',
		x: [2, 9, 5, 8, 3],
		filter: [3, 1, 3, 3, 8],
		strides: [2, 1, 1],
		pads: [1, 0, 0, 0, 3, 2],
		dilations: [1, 1, 3],
	},
	{
		name: 'k3_groups2',
		x: [1, 4, 5, 6, 8],
		filter: [3, 3, 3, 4, 6],
		strides: one,
		pads: half,
		groups: 2,
		bias: true,
	},
	{ name: 'k3_depthwise5', x: [2, 5, 4, 6, 5], filter: [3, 3, 3, 1, 5], strides: one, pads: half, groups: 5 },
	{
		name: 'k3_depthwise16Stride2',
		x: [1, 7, 6, 9, 16],
		filter: [3, 3, 3, 1, 16],
		strides: [2, 2, 2],
		pads: half,
		groups: 16,
		bias: true,
	},
	{
		name: 'k5_depthwise17',
		x: [1, 6, 5, 7, 17],
		filter: [5, 5, 5, 1, 17],
		strides: one,
		pads: two,
		groups: 17,
	},
	{
		name: 'k3_multiplier2',
		x: [1, 4, 3, 5, 3],
		filter: [3, 3, 3, 1, 6],
		strides: one,
		pads: half,
		groups: 3,
	},
];

/** A case's attributes, with what it leaves out filled in. */
export const convCaseAttributes = ({
	strides,
	pads,
	dilations = one,
	groups = 1,
}: ConvCase): ConvAttributes => ({
	strides,
	pads,
	dilations,
	groups,
});
