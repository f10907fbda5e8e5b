import { sizeOf } from '../backend/kernel.ts';
import type { StockKernel } from './stockKernel.ts';

/**
 * Booleans and integers as numbers, in memory of their own: the cpu kernel would give the same bytes another name,
 * which the engine reads as something else.
 */
export const cast: StockKernel = (backend, { x }, { dtype }) => {
	const widens = dtype === 'float32' ? x!.dtype === 'bool' || x!.dtype === 'int32' : x!.dtype === 'bool';
	if (!widens || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
	const source = backend.readSync(x!.dataId) as Uint8Array | Int32Array;
	const out = backend.output(x!.shape, dtype);
	const [pointer, length] = [backend.pointer(out), sizeOf(x!.shape)];
	const values =
		dtype === 'int32' ? backend.engine.ints(pointer, length) : backend.engine.floats(pointer, length);
	values.set(source);
	return out;
};
