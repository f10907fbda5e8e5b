import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { multiply } from './product/multiply.ts';

export const linear: Kernel = (backend, { x, kernel, bias }) => {
	const [inner, columns] = kernel!.shape as [number, number];
	const y = backend.output([...x!.shape.slice(0, -1), columns]);
	const rows = sizeOf(x!.shape) / inner;
	multiply(backend, { a: x!, b: kernel!, ...(bias && { bias }), y, rows, inner, columns });
	return [y];
};
