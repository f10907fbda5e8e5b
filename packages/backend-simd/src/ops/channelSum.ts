import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';
import { rowsPerChunk } from './chunks.ts';

export const channelSum: Kernel = (backend, { x }) => {
	const channels = x!.shape[x!.shape.length - 1]!;
	const rows = sizeOf(x!.shape) / channels;
	const out = backend.output([channels]);
	const chunkRows = rowsPerChunk(channels);
	const chunks = Math.ceil(rows / chunkRows);
	const [source, target] = [backend.pointer(x!), backend.pointer(out)];
	backend.withScratch(chunks * channels, (partials) => {
		const parallel = rows * channels > parallelFrom;
		backend.engine.run('channelSumChunks', [source, partials, rows, channels, chunkRows], parallel);
		backend.engine.run('addChunks', [partials, chunks, channels, target], false);
	});
	return [out];
};
