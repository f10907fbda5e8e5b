import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';

/** Elements of one partial sum, as in kernels/sumSquares.cpp. */
const elementsPerChunk = 16_384;

export const sumSquares: Kernel = (backend, { x }) => {
	const length = sizeOf(x!.shape);
	const chunks = Math.ceil(length / elementsPerChunk);
	const out = backend.output([]);
	const [source, target] = [backend.pointer(x!), backend.pointer(out)];
	backend.withScratch(2 * chunks, (partials) => {
		backend.engine.run('sumSquaresChunks', [source, partials, length], length > parallelFrom);
		backend.engine.run('addSquares', [partials, chunks, target], false);
	});
	return [out];
};
