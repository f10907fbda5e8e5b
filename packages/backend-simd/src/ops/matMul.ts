import { parallelFrom } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { packedFloats } from '../engine/packedFloats.ts';
import { partialBytes } from './chunks.ts';

/** Addresses and sizes of C[M, N] = A[M, K] · B[K, N]. */
export interface Product {
	readonly a: number;
	readonly b: number;
	readonly c: number;
	readonly M: number;
	readonly K: number;
	readonly N: number;
}

/** Runs C = A · B + bias on matrices that lie densely in the engine's memory; B may lie transposed, as [N, K]. */
export function multiply(
	backend: SimdBackend,
	{ a, b, c, M, K, N, bias, transposeB }: Product & { readonly bias?: number; readonly transposeB?: boolean },
): void {
	const { engine } = backend;
	backend.withScratch(engine.threads * packedFloats, (packed) => {
		const strides = transposeB ? [1, K] : [N, 1];
		const args = [a, K, b, ...strides, bias ?? 0, c, N, M, K, N, engine.widest, packed];
		engine.run('matMul', args, M * K * N > 8 * parallelFrom);
	});
}

/** Inner rows of one step and columns of A in one task, as in kernels/matMul.cpp. */
const innerRowsPerStep = 64;
const columnsOfA = 32;
/** Shares of the inner rows that give enough tasks. */
const enoughTasks = 32;

/** Runs C[M, N] = A[K, M]ᵀ · B[K, N]: partial sums over fixed shares of K, then their sum in order. */
export function multiplyTransposed(backend: SimdBackend, { a, b, c, M, K, N }: Product): void {
	const { engine } = backend;
	const steps = Math.ceil(K / innerRowsPerStep);
	const wanted = Math.ceil(enoughTasks / Math.ceil(M / columnsOfA));
	const slots = Math.max(1, Math.min(wanted, steps, Math.floor(partialBytes / (4 * M * N))));
	const tailFloats = innerRowsPerStep * 2 * engine.lanes;
	const partialFloats = slots === 1 ? 0 : slots * M * N;
	backend.withScratch(partialFloats + engine.threads * tailFloats, (scratch) => {
		const partials = slots === 1 ? c : scratch;
		const args = [a, b, partials, scratch + 4 * partialFloats, M, K, N, engine.widest, slots];
		engine.run('matMulTransposed', args, M * K * N > 8 * parallelFrom);
		if (slots > 1) engine.run('sumPartials', [partials, slots, M * N, c], M * N > parallelFrom);
	});
}
