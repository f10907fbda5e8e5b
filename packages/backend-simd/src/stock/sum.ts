import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../backend/kernel.ts';
import { sumRows } from '../ops/channelSum.ts';
import { isFloat, type StockKernel } from './stockKernel.ts';

/** Sums over leading axes, as the gradient of a broadcast needs them, or over all. */
export const sum: StockKernel = (backend, { x }, { axis, keepDims }) => {
	if (!isFloat(x!)) return undefined;
	const axes = tf.util.parseAxisParam(axis as number | number[], x!.shape).sort((a, b) => a - b);
	if (axes.length === 0 || !axes.every((reduced, index) => reduced === index)) return undefined;
	const rest = x!.shape.slice(axes.length);
	const out = backend.output(keepDims ? [...axes.map(() => 1), ...rest] : rest);
	const columns = sizeOf(rest);
	sumRows(backend, backend.pointer(x!), backend.pointer(out), sizeOf(x!.shape) / columns, columns);
	return out;
};
