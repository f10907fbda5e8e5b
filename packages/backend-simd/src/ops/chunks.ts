/**
 * Rows of a chunk of [rows, C] for partial sums: about 8 KiB, so that a float sum stays exact to a few ulps,
 * whatever the number of threads; chunks are added up as doubles.
 */
export const rowsPerChunk = (channels: number): number =>
	Math.max(8, Math.min(256, Math.floor(2_048 / channels)));

/** Most bytes of all partial sums of one gradient by weights, beyond which more shares are not worth their memory. */
export const partialBytes: number = 4 * 2 ** 20;
