/** Rows of a chunk of [rows, C] for partial sums: about 8 KiB, so that a float sum stays exact to a few ulps. */
export const rowsPerChunk = (channels: number): number => Math.max(8, Math.floor(2_048 / channels));
