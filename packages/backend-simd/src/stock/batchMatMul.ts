import { sizeOf } from '../backend/kernel.ts';
import { multiply, multiplyTransposed } from '../ops/matMul.ts';
import { isFloat, type StockKernel } from './stockKernel.ts';

/** Products of matrices in the last two axes; the leading ones are equal, or one operand has none. */
export const batchMatMul: StockKernel = (backend, { a, b }, { transposeA, transposeB }) => {
	if (!isFloat(a!) || !isFloat(b!) || (transposeA && transposeB)) return undefined;
	const [leadA, leadB] = [a!.shape.slice(0, -2), b!.shape.slice(0, -2)];
	const [batchA, batchB] = [sizeOf(leadA), sizeOf(leadB)];
	const batch = Math.max(batchA, batchB);
	if (![batchA, batchB].every((extent) => extent === batch || extent === 1)) return undefined;
	const [rows, columns] = [a!.shape.slice(-2), b!.shape.slice(-2)] as [[number, number], [number, number]];
	const [M, K] = transposeA ? [rows[1], rows[0]] : rows;
	const [inner, N] = transposeB ? [columns[1], columns[0]] : columns;
	if (inner !== K) return undefined;
	const out = backend.output([...(batchA >= batchB ? leadA : leadB), M, N]);
	const [fromA, fromB, to] = [a!, b!, out].map((tensor) => backend.pointer(tensor)) as [
		number,
		number,
		number,
	];
	for (let entry = 0; entry < batch; entry++) {
		const operands = {
			a: fromA + (batchA === 1 ? 0 : 4 * entry * M * K),
			b: fromB + (batchB === 1 ? 0 : 4 * entry * K * N),
			c: to + 4 * entry * M * N,
			...{ M, K, N },
		};
		if (transposeA) multiplyTransposed(backend, operands);
		else multiply(backend, { ...operands, transposeB: Boolean(transposeB) });
	}
	return out;
};
