import { sizeOf } from '../backend/kernel.ts';
import type { StockKernel } from './stockKernel.ts';

/**
 * Booleans as numbers, in memory of their own: the cpu kernel would give the same bytes another name, which the
 * engine cannot read.
 */
export const cast: StockKernel = (backend, { x }, { dtype }) => {
	if (x!.dtype !== 'bool' || (dtype !== 'float32' && dtype !== 'int32')) return undefined;
	const bytes = backend.readSync(x!.dataId) as Uint8Array;
	const out = backend.output(x!.shape, dtype);
	const [pointer, length] = [backend.pointer(out), sizeOf(x!.shape)];
	const values =
		dtype === 'int32' ? backend.engine.ints(pointer, length) : backend.engine.floats(pointer, length);
	values.set(bytes);
	return out;
};
