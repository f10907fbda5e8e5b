import type { TryMutant } from './fuzzReaders.ts';
import { peakKb } from './peakKb.ts';

/** Mutants after which decoders and buffers that stay are there. */
const WARM_UP = 50;

/**
 * By how many kB this process's largest size grows while it reads mutants 1 to `count`, garbage given back again and again;
 * the first of them warm up. Needs `node --expose-gc`.
 */
export async function growthKb(tryMutant: TryMutant, count: number): Promise<number> {
	for (let n = 1; n <= WARM_UP; n++) await tryMutant(n);
	globalThis.gc!();
	const before = peakKb();
	for (let n = WARM_UP + 1; n <= count; n++) {
		await tryMutant(n);
		if (n % 20 === 0) globalThis.gc!();
	}
	return peakKb() - before;
}
