import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../backend/kernel.ts';
import { canCopy, copyStrided, rowMajorStrides } from '../ops/copyStrided.ts';
import { isWide, type StockKernel } from './stockKernel.ts';

type WideType = 'float32' | 'int32';

export const slice: StockKernel = (backend, { x }, { begin, size }) => {
	if (!isWide(x!)) return undefined;
	const [starts, extents] = tf.slice_util.parseSliceParams(
		x as tf.Tensor,
		begin as number[],
		size as number | number[],
	);
	tf.slice_util.assertParamsValid(x as tf.Tensor, starts!, extents!);
	if (sizeOf(extents!) === 0) return undefined;
	const fromStrides = rowMajorStrides(x!.shape);
	const offset = starts!.reduce((sum, start, axis) => sum + start * fromStrides[axis]!, 0);
	const block = { extents: extents!, fromStrides, toStrides: rowMajorStrides(extents!) };
	if (!canCopy({ from: 0, to: 0, ...block })) return undefined;
	const out = backend.output(extents!, x!.dtype as WideType);
	copyStrided(backend, { from: backend.pointer(x!) + 4 * offset, to: backend.pointer(out), ...block });
	return out;
};

export const transpose: StockKernel = (backend, { x }, { perm }) => {
	if (!isWide(x!)) return undefined;
	const order = perm as number[];
	const extents = order.map((axis) => x!.shape[axis]!);
	const strides = rowMajorStrides(x!.shape);
	const fromStrides = order.map((axis) => strides[axis]!);
	const block = { extents, fromStrides, toStrides: rowMajorStrides(extents) };
	if (!canCopy({ from: 0, to: 0, ...block })) return undefined;
	const out = backend.output(extents, x!.dtype as WideType);
	copyStrided(backend, { from: backend.pointer(x!), to: backend.pointer(out), ...block });
	return out;
};

export const split: StockKernel = (backend, { x }, { numOrSizeSplits, axis }) => {
	if (!isWide(x!)) return undefined;
	const along = tf.util.parseAxisParam(axis as number, x!.shape)[0]!;
	const extents = tf.backend_util.prepareSplitSize(
		x as tf.Tensor,
		numOrSizeSplits as number | number[],
		along,
	) as number[];
	if (extents.some((extent) => extent === 0)) return undefined;
	const outer = sizeOf(x!.shape.slice(0, along));
	const inner = sizeOf(x!.shape.slice(along + 1));
	let from = backend.pointer(x!);
	return extents.map((extent) => {
		const shape = x!.shape.map((whole, index) => (index === along ? extent : whole));
		const out = backend.output(shape, x!.dtype as WideType);
		const run = extent * inner;
		const sides = { fromStrides: [x!.shape[along]! * inner, 1], toStrides: [run, 1] };
		copyStrided(backend, { from, to: backend.pointer(out), extents: [outer, run], ...sides });
		from += 4 * run;
		return out;
	});
};

export const concat: StockKernel = (backend, inputs, { axis }) => {
	const parts = Object.values(inputs).filter(({ shape }) => sizeOf(shape) > 0);
	const dtype = parts[0]?.dtype;
	if (!parts.every((part) => isWide(part) && part.dtype === dtype)) return undefined;
	const shape = parts[0]?.shape;
	if (!shape) return undefined;
	const along = (axis as number) < 0 ? (axis as number) + shape.length : (axis as number);
	const outer = sizeOf(shape.slice(0, along));
	const inner = sizeOf(shape.slice(along + 1));
	const total = parts.reduce((sum, part) => sum + part.shape[along]!, 0);
	const out = backend.output([...shape.slice(0, along), total, ...shape.slice(along + 1)], dtype as WideType);
	let to = backend.pointer(out);
	for (const part of parts) {
		const run = part.shape[along]! * inner;
		const sides = { fromStrides: [run, 1], toStrides: [total * inner, 1] };
		copyStrided(backend, { from: backend.pointer(part), to, extents: [outer, run], ...sides });
		to += 4 * run;
	}
	return out;
};

/** Repeats of a tensor along its axes. */
export const tile: StockKernel = (backend, { x }, { reps }) => {
	if (!isWide(x!)) return undefined;
	const repeats = reps as readonly number[];
	const shape = x!.shape.map((extent, axis) => extent * repeats[axis]!);
	if (sizeOf(shape) === 0) return undefined;
	const strides = rowMajorStrides(x!.shape);
	const extents = x!.shape.flatMap((extent, axis) => [repeats[axis]!, extent]); // [r0, n0, r1, n1, …]
	const fromStrides = strides.flatMap((stride) => [0, stride]);
	const block = { extents, fromStrides, toStrides: rowMajorStrides(extents) };
	if (!canCopy({ from: 0, to: 0, ...block })) return undefined;
	const out = backend.output(shape, x!.dtype as WideType);
	copyStrided(backend, { from: backend.pointer(x!), to: backend.pointer(out), ...block });
	return out;
};
