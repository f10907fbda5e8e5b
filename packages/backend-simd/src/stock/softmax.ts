import { parallelFrom, sizeOf } from '../backend/kernel.ts';
import { isFloat, type StockKernel } from './stockKernel.ts';

/** Softmax over the last axis. */
export const softmax: StockKernel = (backend, { logits }, { dim }) => {
	const { shape } = logits!;
	if (!isFloat(logits!) || (dim !== shape.length - 1 && dim !== -1)) return undefined;
	const out = backend.output(shape);
	const length = sizeOf(shape);
	const channels = shape[shape.length - 1] ?? 1;
	const args = [backend.pointer(logits!), backend.pointer(out), length / channels, channels];
	backend.engine.run('softmax', args, length > parallelFrom);
	return out;
};
