import { parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';
import { isFloat, type StockKernel } from './stockKernel.ts';

function filled(backend: SimdBackend, shape: readonly number[], value: number): TensorInfo {
	const out = backend.output(shape);
	const length = sizeOf(shape);
	backend.engine.run('fill', [backend.pointer(out), length, value], length > parallelFrom);
	return out;
}

export const fill: StockKernel = (backend, _inputs, { shape, value, dtype }) => {
	const asked = (dtype as string | undefined) ?? (typeof value === 'number' ? 'float32' : 'string');
	if (asked !== 'float32' || sizeOf(shape as number[]) === 0) return undefined;
	return filled(backend, shape as number[], value as number);
};

export const zerosLike: StockKernel = (backend, { x }) =>
	isFloat(x!) ? filled(backend, x!.shape, 0) : undefined;

export const onesLike: StockKernel = (backend, { x }) =>
	isFloat(x!) ? filled(backend, x!.shape, 1) : undefined;
