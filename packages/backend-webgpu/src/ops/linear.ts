import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { multiply } from './product/multiply.ts';

export const linear: Kernel = (backend, { x, kernel, bias }) => {
	const [inner, columns] = kernel!.shape as [number, number];
	const yShape = [...x!.shape.slice(0, -1), columns];
	// Tokens of a transformer, which no convolution gave, stay as they are.
	const y = backend.isHalf(x!) ? backend.activation(yShape, columns) : backend.output(yShape);
	const rows = sizeOf(x!.shape) / inner;
	multiply(backend, { a: x!, b: kernel!, ...(bias && { bias }), y, rows, inner, columns });
	return [y];
};
