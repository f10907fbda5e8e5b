import { addMany } from './addMany.ts';
import { batchMatMul } from './batchMatMul.ts';
import { choose } from './choose.ts';
import { mirrorPad, pad } from './pad.ts';
import { reverse } from './reverse.ts';
import { runningSum } from './runningSum.ts';
import type { StockKernel } from './stockKernel.ts';

/** Kernels of tfjs that ours come before: what fails, is wrong or is slow there. */
export const stockKernels: Readonly<Record<string, StockKernel>> = {
	AddN: addMany,
	BatchMatMul: batchMatMul,
	Cumsum: runningSum,
	MirrorPad: mirrorPad,
	PadV2: pad,
	Reverse: reverse,
	Select: choose,
};
