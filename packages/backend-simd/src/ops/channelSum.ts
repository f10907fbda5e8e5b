import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { rowsPerChunk } from './chunks.ts';

/** Sums the rows of a dense [rows, columns] into [columns]. */
export function sumRows(backend: SimdBackend, from: number, to: number, rows: number, columns: number): void {
	const chunkRows = rowsPerChunk(columns);
	const chunks = Math.ceil(rows / chunkRows);
	backend.withScratch(chunks * columns, (partials) => {
		const parallel = rows * columns > parallelFrom;
		backend.engine.run('channelSumChunks', [from, partials, rows, columns, chunkRows], parallel);
		backend.engine.run('addChunks', [partials, chunks, columns, to], chunks * columns > parallelFrom);
	});
}

export const channelSum: Kernel = (backend, { x }) => {
	const channels = x!.shape[x!.shape.length - 1]!;
	const out = backend.output([channels]);
	sumRows(backend, backend.pointer(x!), backend.pointer(out), sizeOf(x!.shape) / channels, channels);
	return [out];
};
