import * as tf from '@tensorflow/tfjs';
import { parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';
import { sumRows } from '../ops/channelSum.ts';
import { copyStrided, rowMajorStrides } from '../ops/copyStrided.ts';
import { isFloat, type StockKernel } from './stockKernel.ts';

/** Moves the axes that are summed to the front, then sums them. */
function sumMoved(backend: SimdBackend, x: TensorInfo, axes: readonly number[], to: number): void {
	const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
	const order = [...axes, ...kept];
	const extents = order.map((axis) => x.shape[axis]!);
	const strides = rowMajorStrides(x.shape);
	const sides = { fromStrides: order.map((axis) => strides[axis]!), toStrides: rowMajorStrides(extents) };
	const columns = sizeOf(kept.map((axis) => x.shape[axis]!));
	backend.withScratch(sizeOf(extents), (moved) => {
		copyStrided(backend, { from: backend.pointer(x), to: moved, extents, ...sides });
		sumRows(backend, moved, to, sizeOf(extents) / columns, columns);
	});
}

/** Sums over leading axes, as the gradient of a broadcast needs them, over trailing ones, or over any. */
export const sum: StockKernel = (backend, { x }, { axis, keepDims }) => {
	if (!isFloat(x!)) return undefined;
	const axes = tf.util.parseAxisParam(axis as number | number[], x!.shape).sort((a, b) => a - b);
	if (axes.length === 0) return undefined;
	const rank = x!.shape.length;
	const shape = x!.shape.map((extent, index) => (axes.includes(index) ? 1 : extent));
	const kept = x!.shape.filter((_, index) => !axes.includes(index));
	const out = backend.output(keepDims ? shape : kept);
	const [from, to] = [backend.pointer(x!), backend.pointer(out)];
	const [size, columns] = [sizeOf(x!.shape), sizeOf(kept)];
	if (axes.every((reduced, index) => reduced === index)) {
		sumRows(backend, from, to, size / columns, columns);
	} else if (axes.every((reduced, index) => reduced === rank - axes.length + index)) {
		backend.engine.run('rowSums', [from, to, columns, size / columns], size > parallelFrom);
	} else {
		sumMoved(backend, x!, axes, to);
	}
	return out;
};

export const mean: StockKernel = (backend, inputs, attributes) => {
	const out = sum(backend, inputs, attributes);
	if (!out || Array.isArray(out)) return undefined;
	const length = sizeOf(out.shape);
	const pointer = backend.pointer(out);
	backend.withScratch(1, (count) => {
		backend.engine.run('fill', [count, 1, sizeOf(inputs.x!.shape) / length], false);
		backend.engine.run('divide', [pointer, count, pointer, length, length, 1], length > parallelFrom);
	});
	return out;
};
