import type { Compression } from './inflate.ts';

/** Most bytes that one packed byte can become. */
export function maxInflation(compression: Compression): number {
	if (compression === 'none') return 1;
	// Deflate: 258 bytes in two bits. Bzip2: 45.9 MB, a block of 900,000 runs, in some 40 bytes.
	return compression === 'bzip2' ? 1_200_000 : 1032;
}
