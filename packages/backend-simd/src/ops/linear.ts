import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { multiply } from './matMul.ts';

export const linear: Kernel = (backend, { x, kernel, bias }) => {
	const [K, N] = kernel!.shape as [number, number];
	const y = backend.output([...x!.shape.slice(0, -1), N]);
	multiply(backend, {
		...{ a: backend.pointer(x!), b: backend.pointer(kernel!), c: backend.pointer(y) },
		...{ M: sizeOf(x!.shape) / K, K, N, ...(bias && { bias: backend.pointer(bias) }) },
	});
	return [y];
};
