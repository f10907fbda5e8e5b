import type { CaseInput, OpCase } from '@unetr/ops';

type Inputs = Readonly<Record<string, CaseInput>>;

const named = (shape: readonly number[], inputs: Inputs, attributes: OpCase['attributes'] = {}): OpCase => ({
	...{ name: `own_${shape.join('x')}`, inputs, attributes },
});

/** More rows than one chunk, wide and narrow, with channels that are whole lanes and that are not. */
const longRows: readonly (readonly number[])[] = [
	[5000, 3],
	[2, 3001, 16],
	[300, 133],
	[70, 260],
	[200_003, 1],
];

/** Rows held by one thread, by some and by all of a workgroup, on and beside the lanes that each holds. */
const heldRows: readonly (readonly number[])[] = [
	[600, 16],
	[37, 17],
	[5, 1024],
	[3, 1300],
	[2, 4100],
];

const perRow = (shape: readonly number[]): CaseInput => ({
	shape: [shape.slice(0, -1).reduce((product, extent) => product * extent, 1)],
	scale: 0.4,
	offset: 1.2,
});

const channels = (shape: readonly number[]): CaseInput => ({ shape: shape.slice(-1), offset: 1, scale: 0.5 });

/** Sizes at which kernels over rows of channels branch, beside the ops' own cases. */
export const rowCases: Readonly<Record<string, readonly OpCase[]>> = {
	channelSum: longRows.map((shape) => named(shape, { x: { shape } })),
	l2Normalize: heldRows.map((shape) => named(shape, { x: { shape } }, { epsilon: 1e-12 })),
	l2NormalizeGrad: heldRows.map((shape) =>
		named(shape, { dy: { shape }, y: { shape }, scale: perRow(shape) }, { epsilon: 0.7 }),
	),
	layerNorm: heldRows.map((shape) =>
		named(
			shape,
			{ x: { shape, offset: 3 }, gamma: channels(shape), beta: channels(shape) },
			{ epsilon: 1e-5 },
		),
	),
	layerNormGammaGrad: [...longRows.slice(0, 2), heldRows[3]!].map((shape) =>
		named(shape, { dy: { shape }, x: { shape }, mean: perRow(shape), scale: perRow(shape) }),
	),
	layerNormGrad: heldRows.map((shape) =>
		named(shape, {
			...{ dy: { shape }, x: { shape }, mean: perRow(shape), scale: perRow(shape) },
			gamma: channels(shape),
		}),
	),
	preluAlphaGrad: longRows.slice(0, 3).map((shape) => named(shape, { dy: { shape }, x: { shape } })),
	sumSquares: [[100_003], [4097], [1025, 4100]].map((shape) => named(shape, { x: { shape } })),
};
