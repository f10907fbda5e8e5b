import { mapAxis } from './mapAxis.ts';
import type { StockKernel } from './stockKernel.ts';

/** `Reverse` at ranks that tfjs' own refuses. */
export const reverse: StockKernel = (backend, { x }, { dims }) => {
	const { shape } = x!;
	const axes = [dims as number | readonly number[]]
		.flat()
		.map((axis) => (axis + shape.length) % shape.length);
	if (shape.length < 5 || axes.length === 0) return undefined;
	return axes.reduce((volume, axis) => {
		const mapped = shape[axis]!;
		return mapAxis(backend, volume, axis, { mapped, first: mapped - 1, step: -1 });
	}, x!);
};
