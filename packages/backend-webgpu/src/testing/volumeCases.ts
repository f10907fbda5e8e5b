import type { Attributes, OpCase } from '@unetr/ops';

const regions: readonly { readonly voxels: readonly number[]; readonly classes: number }[] = [
	{ voxels: [20, 19, 18], classes: 3 },
	{ voxels: [31, 30], classes: 17 },
	{ voxels: [70], classes: 300 },
];

const regionCases = (withGradient: boolean): OpCase[] =>
	regions.map(({ voxels, classes }) => ({
		name: `own_${voxels.join('x')}_c${classes}`,
		inputs: {
			...(withGradient && { dy: { shape: [2, classes, 5] } }),
			logits: { shape: [2, ...voxels, classes], scale: 3 },
			labels: { shape: [2, ...voxels], classes: classes + 1 },
		},
		attributes: { ignoreLabel: classes - 1 },
	}));

/** Windows that overlap more than once, that leave voxels out, and that are the whole volume. */
const pools: readonly { readonly x: number[]; readonly attributes: Attributes }[] = [
	{ x: [1, 5, 6, 7, 20], attributes: { kernel: [3, 3, 3], strides: [2, 2, 2], pads: [1, 1, 1] } },
	{ x: [1, 7, 6, 5, 9], attributes: { kernel: [5, 4, 2], strides: [1, 3, 1], pads: [2, 2, 1] } },
	{ x: [1, 9, 8, 4, 3], attributes: { kernel: [9, 8, 4], strides: [9, 8, 4], pads: [0, 0, 0] } },
];

const pooled = (x: readonly number[], attributes: Attributes): number[] => {
	const { kernel, strides, pads } = attributes as Readonly<Record<string, readonly number[]>>;
	const space = [0, 1, 2].map((axis) =>
		Math.floor((x[axis + 1]! + 2 * pads![axis]! - kernel![axis]!) / strides![axis]! + 1),
	);
	return [x[0]!, ...space, x[4]!];
};

const poolCases = (
	inputs: (x: number[], y: number[]) => OpCase['inputs'],
	more: (x: number[]) => Attributes,
): OpCase[] =>
	pools.map(({ x, attributes }) => ({
		name: `own_${x.join('x')}`,
		inputs: inputs(x, pooled(x, attributes)),
		attributes: { ...attributes, ...more(x) },
	}));

/** Up and down so far that many voxels take from one, and one from few. */
const resizes: readonly { readonly x: number[]; readonly attributes: Attributes }[] = [
	{ x: [1, 2, 1, 3, 5], attributes: { size: [23, 17, 9], mode: 0, alignCorners: 1 } },
	{ x: [1, 1, 1, 1, 4], attributes: { size: [12, 11, 10], mode: 1, alignCorners: 0 } },
	{ x: [1, 13, 12, 11, 6], attributes: { size: [5, 13, 30], mode: 2, alignCorners: 0 } },
];

const windows: Attributes = { window: [7, 7, 7], shift: [3, 3, 3] };

/** Sizes at which kernels of volumes branch, beside the ops' own cases. */
export const volumeCases: Readonly<Record<string, readonly OpCase[]>> = {
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
	resize3d: resizes.map(({ x, attributes }) => ({
		...{ name: `own_${x.join('x')}`, inputs: { x: { shape: x } }, attributes },
	})),
	resize3dGrad: resizes.map(({ x, attributes }) => ({
		name: `own_${x.join('x')}`,
		inputs: { dy: { shape: [x[0]!, ...(attributes.size as number[]), x[4]!] } },
		attributes: { ...attributes, inputShape: x },
	})),
	softmaxRegionSums: regionCases(false),
	softmaxRegionSumsGrad: regionCases(true),
	windowPartition3d: [{ name: 'own_7', inputs: { x: { shape: [1, 12, 16, 13, 6] } }, attributes: windows }],
	windowReverse3d: [
		{
			name: 'own_7',
			inputs: { windows: { shape: [2 * 3 * 2, 343, 6] } },
			attributes: { ...windows, size: [12, 16, 13] },
		},
	],
};
