import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { TensorInfo } from '../backend/simdBackend.ts';
import { rowsPerChunk } from './chunks.ts';
import { pointersOf } from './pointersOf.ts';

/** [..., C] as rows of channels. */
export function rowsOf(x: TensorInfo): { rows: number; channels: number; parallel: boolean } {
	const channels = x.shape[x.shape.length - 1]!;
	const size = sizeOf(x.shape);
	return { rows: size / channels, channels, parallel: size > parallelFrom };
}

export const layerNorm: Kernel = (backend, { x, gamma, beta }, { epsilon }) => {
	const { rows, channels, parallel } = rowsOf(x!);
	const outputs = [backend.output(x!.shape), backend.output([rows]), backend.output([rows])];
	const pointers = pointersOf(backend, [x, gamma, beta, ...outputs]);
	backend.engine.run('layerNorm', [...pointers, rows, channels, epsilon as number], parallel);
	return outputs;
};

export const layerNormGrad: Kernel = (backend, { dy, x, mean, scale, gamma }) => {
	const { rows, channels, parallel } = rowsOf(x!);
	const dx = backend.output(x!.shape);
	const pointers = pointersOf(backend, [dy, x, mean, scale, gamma, dx]);
	backend.engine.run('layerNormGrad', [...pointers, rows, channels], parallel);
	return [dx];
};

export const layerNormGammaGrad: Kernel = (backend, { dy, x, mean, scale }) => {
	const { rows, channels, parallel } = rowsOf(x!);
	const out = backend.output([channels]);
	const pointers = pointersOf(backend, [dy, x, mean, scale]);
	const chunkRows = rowsPerChunk(channels);
	const chunks = Math.ceil(rows / chunkRows);
	const target = backend.pointer(out);
	backend.withScratch(chunks * channels, (partials) => {
		const sizes = [rows, channels, chunkRows];
		backend.engine.run('layerNormGammaGradChunks', [...pointers, partials, ...sizes], parallel);
		backend.engine.run('addChunks', [partials, chunks, channels, target], false);
	});
	return [out];
};
