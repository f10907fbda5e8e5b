import { parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';
import { isFloat, isWide, type StockKernel } from './stockKernel.ts';

const isIndex = (info: TensorInfo): boolean => info.dtype === 'int32' && isWide(info);

/** Whether every index is one of `extent` rows; the cpu kernel says which is not. */
function areRows(backend: SimdBackend, indices: TensorInfo, extent: number): boolean {
	const values = backend.engine.ints(backend.pointer(indices), sizeOf(indices.shape));
	return values.every((index) => index >= 0 && index < extent);
}

/** Rows of x by index, as a table of position biases is read. */
export const gather: StockKernel = (backend, { x, indices }, { axis, batchDims }) => {
	if (!isFloat(x!) || !isIndex(indices!) || batchDims) return undefined;
	const along = (axis as number) < 0 ? (axis as number) + x!.shape.length : (axis as number);
	const extent = x!.shape[along]!;
	if (!areRows(backend, indices!, extent)) return undefined;
	const [before, after] = [x!.shape.slice(0, along), x!.shape.slice(along + 1)];
	const out = backend.output([...before, ...indices!.shape, ...after]);
	const pointers = [x!, indices!, out].map((tensor) => backend.pointer(tensor));
	const sizes = [sizeOf(before), extent, sizeOf(indices!.shape), sizeOf(after)];
	backend.engine.run('gatherRows', [...pointers, ...sizes], sizeOf(out.shape) > parallelFrom);
	return out;
};

/** Sums of the rows of each segment: the gradient of `gather`. */
export const unsortedSegmentSum: StockKernel = (backend, { x, segmentIds }, { numSegments }) => {
	if (!isFloat(x!) || !isIndex(segmentIds!) || segmentIds!.shape.length !== 1) return undefined;
	const out = backend.output([numSegments as number, ...x!.shape.slice(1)]);
	const pointers = [x!, segmentIds!, out].map((tensor) => backend.pointer(tensor));
	const sizes = [x!.shape[0]!, numSegments as number, sizeOf(x!.shape.slice(1))];
	backend.engine.run('addSegments', [...pointers, ...sizes], sizeOf(x!.shape) > parallelFrom);
	return out;
};
