import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';
import { rowsPerChunk } from './chunks.ts';

/** Sizes of [..., C] as [rows, C], in the order in which the kernels read them. */
function rowsOf({ shape }: TensorInfo, channels = shape[shape.length - 1]!): number[] {
	return [sizeOf(shape) / channels, channels, rowsPerChunk(channels)];
}

export const scaleShift: Kernel = (backend, { x, scale, shift }) => {
	const y = backend.output(x!.shape);
	const [source, factor, out] = [x!, scale!, y].map((tensor) => backend.pointer(tensor)) as [
		number,
		number,
		number,
	];
	const args = [source, factor, shift ? backend.pointer(shift) : 0, out, ...rowsOf(x!)];
	backend.engine.run('scaleShift', args, sizeOf(x!.shape) > parallelFrom);
	return [y];
};

/** Columns in which values are taken where one alpha serves all of them: whole vectors, however few channels. */
const sharedColumns = 64;

/** out = x > 0 ? value : alpha · value. */
function slope(backend: SimdBackend, value: TensorInfo, x: TensorInfo, alpha: TensorInfo): TensorInfo {
	const out = backend.output(x.shape);
	const shared = sizeOf(alpha.shape) === 1;
	const length = sizeOf(x.shape);
	const sizes = rowsOf(x, shared && length % sharedColumns === 0 ? sharedColumns : undefined);
	const pointers = [value, x, alpha, out].map((tensor) => backend.pointer(tensor));
	backend.engine.run('prelu', [...pointers, ...sizes, shared ? 1 : 0], length > parallelFrom);
	return out;
}

export const prelu: Kernel = (backend, { x, alpha }) => [slope(backend, x!, x!, alpha!)];

export const preluGrad: Kernel = (backend, { dy, x, alpha }) => [slope(backend, dy!, x!, alpha!)];

export const preluAlphaGrad: Kernel = (backend, { dy, x }) => {
	const { engine } = backend;
	const [rows, channels, chunkRows] = rowsOf(x!) as [number, number, number];
	const chunks = Math.ceil(rows / chunkRows);
	const out = backend.output([channels]);
	const [grad, source, target] = [dy!, x!, out].map((tensor) => backend.pointer(tensor)) as [
		number,
		number,
		number,
	];
	backend.withScratch(chunks * channels, (partials) => {
		const args = [grad, source, partials, rows, channels, chunkRows];
		engine.run('preluAlphaGradChunks', args, rows * channels > parallelFrom);
		engine.run('addChunks', [partials, chunks, channels, target], false);
	});
	return [out];
};
