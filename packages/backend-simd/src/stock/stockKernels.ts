import { addMany } from './addMany.ts';
import { batchMatMul } from './batchMatMul.ts';
import { add, divide, multiply, subtract } from './binary.ts';
import { cast } from './cast.ts';
import { fill, onesLike, zerosLike } from './fill.ts';
import { concat, slice, split, transpose } from './moves.ts';
import type { StockKernel } from './stockKernel.ts';
import { sum } from './sum.ts';

/** Ops of tfjs itself that a training step spends time in, by their kernel names. */
export const stockKernels: Readonly<Record<string, StockKernel>> = {
	Add: add,
	AddN: addMany,
	BatchMatMul: batchMatMul,
	Cast: cast,
	Concat: concat,
	Fill: fill,
	Multiply: multiply,
	OnesLike: onesLike,
	RealDiv: divide,
	Slice: slice,
	SplitV: split,
	Sub: subtract,
	Sum: sum,
	Transpose: transpose,
	ZerosLike: zerosLike,
};
