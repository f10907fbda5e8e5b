/**
 * Rows of a chunk of [rows, C] for partial sums, whatever the number of threads: about 64 KiB, and few enough for
 * a float sum; chunks are added up as doubles.
 */
export const rowsPerChunk = (channels: number): number =>
	Math.max(8, Math.min(1024, Math.floor(16_384 / channels)));
