/** Rows of a chunk of [rows, C] for partial sums: about 64 KiB, whatever the number of threads. */
export const rowsPerChunk = (channels: number): number => Math.max(8, Math.floor(16_384 / channels));
