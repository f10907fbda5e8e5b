import * as tf from '@tensorflow/tfjs';
import { parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';
import { broadcastStrides, joinAxes } from '../ops/copyStrided.ts';
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

/** Most axes of the strided kernels. */
const maximumAxes = 4;

/** Runs `out = a op b` where operands repeat along any axes, of which few are left after joining. */
function strided(backend: SimdBackend, kernel: string, a: TensorInfo, b: TensorInfo, extents: number[]) {
	const [fromStrides, toStrides] = [a, b].map(({ shape }) => broadcastStrides(shape, extents.length));
	const axes = joinAxes({ extents, fromStrides: fromStrides!, toStrides: toStrides! });
	if (axes.length > maximumAxes) return undefined;
	while (axes.length < maximumAxes) axes.unshift([1, 0, 0]);
	const columns = [0, 1, 2].flatMap((column) => axes.map((axis) => axis[column]!));
	const out = backend.output(extents);
	const pointers = [a, b, out].map((tensor) => backend.pointer(tensor));
	backend.engine.run(`${kernel}Strided`, [...pointers, ...columns], sizeOf(extents) > parallelFrom);
	return out;
}

/** Runs `out = a op b`: in one sweep where one operand is a single number or the other's trailing axes. */
const binary =
	(kernel: string): StockKernel =>
	(backend, { a, b }) => {
		if (!isFloat(a!) || !isFloat(b!)) return undefined;
		const shape = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape, b!.shape);
		const [periodA, periodB] = [periodOf(a!.shape, shape), periodOf(b!.shape, shape)];
		const length = sizeOf(shape);
		const sweeps =
			periodA !== undefined && periodB !== undefined && (periodA === length || periodB === length);
		if (!sweeps) return strided(backend, kernel, a!, b!, shape);
		const out = backend.output(shape);
		const pointers = [a!, b!, out].map((tensor) => backend.pointer(tensor));
		backend.engine.run(kernel, [...pointers, length, periodA, periodB], length > parallelFrom);
		return out;
	};

export const add: StockKernel = binary('add');
export const subtract: StockKernel = binary('subtract');
export const multiply: StockKernel = binary('multiply');
export const divide: StockKernel = binary('divide');
