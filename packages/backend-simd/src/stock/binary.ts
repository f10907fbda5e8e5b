import * as tf from '@tensorflow/tfjs';
import { parallelFrom, sizeOf } from '../backend/kernel.ts';
import { isFloat, type StockKernel } from './stockKernel.ts';

/** Extents from the first that is not 1 on. */
function significant(shape: readonly number[]): readonly number[] {
	const first = shape.findIndex((extent) => extent !== 1);
	return first < 0 ? [] : shape.slice(first);
}

/** How often an operand repeats in the result: its size, if it is the result's tail; undefined otherwise. */
function periodOf(shape: readonly number[], result: readonly number[]): number | undefined {
	const tail = significant(shape);
	const start = result.length - tail.length;
	return tail.every((extent, axis) => extent === result[start + axis]) ? sizeOf(tail) : undefined;
}

/** Runs `out = a op b` where shapes are equal, or one is a single number or the other's trailing axes. */
const binary =
	(kernel: string): StockKernel =>
	(backend, { a, b }) => {
		if (!isFloat(a!) || !isFloat(b!)) return undefined;
		const shape = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape, b!.shape);
		const [periodA, periodB] = [periodOf(a!.shape, shape), periodOf(b!.shape, shape)];
		const length = sizeOf(shape);
		if (periodA === undefined || periodB === undefined) return undefined;
		if (periodA !== length && periodB !== length) return undefined;
		const out = backend.output(shape);
		const pointers = [a!, b!, out].map((tensor) => backend.pointer(tensor));
		backend.engine.run(kernel, [...pointers, length, periodA, periodB], length > parallelFrom);
		return out;
	};

export const add: StockKernel = binary('add');
export const subtract: StockKernel = binary('subtract');
export const multiply: StockKernel = binary('multiply');
export const divide: StockKernel = binary('divide');
