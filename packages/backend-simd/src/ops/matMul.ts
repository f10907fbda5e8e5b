import { parallelFrom } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { withPackedMatrix } from './packedMatrix.ts';

/** Addresses and sizes of C[M, N] = A[M, K] · B[K, N] + bias; B may lie transposed, as [N, K]. */
export interface Product {
	readonly a: number;
	readonly b: number;
	readonly bias?: number;
	readonly c: number;
	readonly M: number;
	readonly K: number;
	readonly N: number;
	readonly transposeB?: boolean;
}

/** Runs one product of matrices that lie densely in the engine's memory. */
export function multiply(backend: SimdBackend, { a, b, bias, c, M, K, N, transposeB }: Product): void {
	const matrix = {
		pointer: b,
		rows: [1, 1, 1, K],
		rowStrides: [0, 0, 0, transposeB ? 1 : N],
		columns: N,
		columnStride: transposeB ? K : 1,
	} as const;
	withPackedMatrix(backend, matrix, (packed) => {
		const args = [a, K, packed, bias ?? 0, c, N, M, K, N, backend.engine.widest];
		backend.engine.run('matMul', args, M * K * N > 8 * parallelFrom);
	});
}
