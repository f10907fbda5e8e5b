/**
 * Rows of a chunk of [rows, C] for partial sums: about 8 KiB, so that a float sum stays exact to a few ulps,
 * whatever the number of threads; chunks are added up as doubles.
 */
export const rowsPerChunk = (channels: number): number =>
	Math.max(8, Math.min(256, Math.floor(2_048 / channels)));
