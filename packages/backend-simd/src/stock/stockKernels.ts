import { addMany } from './addMany.ts';
import { batchMatMul } from './batchMatMul.ts';
import { add, divide, multiply, subtract } from './binary.ts';
import { cast } from './cast.ts';
import { fill, onesLike, zerosLike } from './fill.ts';
import { gather, unsortedSegmentSum } from './gather.ts';
import { concat, slice, split, tile, transpose } from './moves.ts';
import { softmax } from './softmax.ts';
import type { StockKernel } from './stockKernel.ts';
import { mean, sum } from './sum.ts';

/** Ops of tfjs itself that a training step spends time in, by their kernel names. */
export const stockKernels: Readonly<Record<string, StockKernel>> = {
	Add: add,
	AddN: addMany,
	BatchMatMul: batchMatMul,
	Cast: cast,
	Concat: concat,
	Fill: fill,
	GatherV2: gather,
	Mean: mean,
	Multiply: multiply,
	OnesLike: onesLike,
	RealDiv: divide,
	Slice: slice,
	Softmax: softmax,
	SplitV: split,
	Sub: subtract,
	Sum: sum,
	Tile: tile,
	Transpose: transpose,
	UnsortedSegmentSum: unsortedSegmentSum,
	ZerosLike: zerosLike,
};
