import { addMany } from './addMany.ts';
import { batchMatMul } from './batchMatMul.ts';
import { broadcast } from './broadcast.ts';
import { choose } from './choose.ts';
import { joinHalves } from './joinHalves.ts';
import { mirrorPad, pad } from './pad.ts';
import { reverse } from './reverse.ts';
import { runningSum } from './runningSum.ts';
import type { StockKernel } from './stockKernel.ts';
import { toFloat } from './toFloat.ts';

const ofTwo = [
	...['Add', 'Sub', 'Multiply', 'RealDiv', 'FloorDiv', 'Mod', 'Pow', 'SquaredDifference', 'Atan2'],
	...['Maximum', 'Minimum', 'Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'],
	...['LogicalAnd', 'LogicalOr'],
];

/** Kernels of tfjs that ours come before: what fails, is wrong or is slow there. */
export const stockKernels: Readonly<Record<string, StockKernel>> = {
	...Object.fromEntries(ofTwo.map((name) => [name, broadcast])),
	AddN: addMany,
	BatchMatMul: batchMatMul,
	Cast: toFloat,
	Concat: joinHalves,
	Cumsum: runningSum,
	MirrorPad: mirrorPad,
	PadV2: pad,
	Reverse: reverse,
	Select: choose,
};
