import type { Engine } from './engine.ts';
import { packedFloats } from './packedFloats.ts';

const rows = 32;
const inner = 256;
const columns = 16;

/** In a browser kernels start in baseline code; the optimised code comes after some use. */
const warmUpMs = globalThis.process?.versions?.node ? 0 : 60;

/**
 * Vectors of the panel that multiplies faster on this machine, 4 or 2: found by timing a small product.
 *
 * Which one wins is up to the engine's compiler (merged 256-bit vectors, number of registers) and cannot be
 * asked for. Both sum in the same order, so the choice does not change a result.
 */
export function fasterPanel(engine: Pick<Engine, 'allocate' | 'free' | 'floats' | 'run'>): number {
	const length = rows * inner + inner * columns + rows * columns + packedFloats;
	const block = engine.allocate(length * 4);
	engine.floats(block, length).fill(0);
	const product = (widest: number) => {
		const [a, b] = [block, block + rows * inner * 4];
		const c = b + inner * columns * 4;
		const matrices = [a, inner, b, columns, 1, 0, c, columns];
		const args = [...matrices, rows, inner, columns, widest, c + rows * columns * 4];
		const start = performance.now();
		for (let repeat = 0; repeat < 4; repeat++) {
			engine.run('matMul', args, false);
		}
		return performance.now() - start;
	};
	const until = performance.now() + warmUpMs;
	do for (const widest of [2, 4]) product(widest);
	while (performance.now() < until);
	const best = new Map([2, 4].map((widest) => [widest, product(widest)]));
	for (let round = 0; round < 8; round++) {
		for (const [widest, time] of best) best.set(widest, Math.min(time, product(widest)));
	}
	engine.free(block);
	return best.get(4)! < best.get(2)! ? 4 : 2;
}
