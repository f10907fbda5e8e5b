import { sizeOf } from '../backend/kernel.ts';
import { multiply } from '../ops/product/multiply.ts';
import type { StockKernel } from './stockKernel.ts';

/** `BatchMatMul`: products of matrices, of which one may serve the whole batch. */
export const batchMatMul: StockKernel = (backend, { a, b }, { transposeA, transposeB }) => {
	if (a!.dtype !== 'float32' || b!.dtype !== 'float32') return undefined;
	const [heightA, widthA] = a!.shape.slice(-2) as [number, number];
	const [heightB, widthB] = b!.shape.slice(-2) as [number, number];
	const [rows, inner] = transposeA ? [widthA, heightA] : [heightA, widthA];
	const columns = transposeB ? heightB : widthB;
	const [outerA, outerB] = [a!.shape.slice(0, -2), b!.shape.slice(0, -2)];
	const [batchA, batchB] = [sizeOf(outerA), sizeOf(outerB)];
	const fits = batchA === batchB || batchA === 1 || batchB === 1;
	if (!fits || rows * inner * columns * batchA * batchB === 0) return undefined;
	const y = backend.output([...(batchA >= batchB ? outerA : outerB), rows, columns]);
	multiply(backend, {
		...{ a: a!, b: b!, y, rows, inner, columns, batch: Math.max(batchA, batchB) },
		...{ transposedA: transposeA === true, transposedB: transposeB === true },
		...{ sharedA: batchA < batchB, sharedB: batchB < batchA },
	});
	return y;
};
