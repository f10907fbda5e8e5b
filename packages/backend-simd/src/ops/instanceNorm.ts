import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';
import { rowsPerChunk } from './chunks.ts';

const pointersOf = (backend: SimdBackend, tensors: readonly (TensorInfo | undefined)[]): number[] =>
	tensors.map((tensor) => backend.pointer(tensor!));

/** Sizes of [B, voxels, C] and how its voxels are cut. */
interface Voxels {
	/** In the order in which the kernels read them. */
	readonly sizes: readonly [batch: number, voxels: number, channels: number, rows: number];
	readonly chunks: number;
	readonly channels: number;
	readonly batch: number;
	readonly parallel: boolean;
}

function voxelsOf(x: TensorInfo): Voxels {
	const [batch, channels] = [x.shape[0]!, x.shape[x.shape.length - 1]!];
	const voxels = sizeOf(x.shape) / (batch * channels);
	const rows = rowsPerChunk(channels);
	const parallel = sizeOf(x.shape) > parallelFrom;
	return {
		sizes: [batch, voxels, channels, rows],
		chunks: Math.ceil(voxels / rows),
		channels,
		batch,
		parallel,
	};
}

export const instanceNorm: Kernel = (backend, { x, gamma, beta }, { epsilon }) => {
	const { engine } = backend;
	const { sizes, chunks, channels, batch, parallel } = voxelsOf(x!);
	const [y, mean, scale] = [x!.shape, [batch, channels], [batch, channels]].map((shape) =>
		backend.output(shape),
	);
	const [source, out, means, scales] = pointersOf(backend, [x, y, mean, scale]) as [
		number,
		number,
		number,
		number,
	];
	const affine = pointersOf(backend, [gamma, beta]);
	backend.withScratch(batch * chunks * 2 * channels, (partials) => {
		engine.run('instanceNormChunks', [source, partials, ...sizes], parallel);
		engine.run('instanceNormStatistics', [partials, means, scales, ...sizes, epsilon as number], false);
	});
	engine.run('instanceNormApply', [source, means, scales, ...affine, out, ...sizes], parallel);
	return [y!, mean!, scale!];
};

/** Partial sums of dy and dy · x̂ of every chunk, while `use` runs. */
function withGradientSums(
	backend: SimdBackend,
	pointers: readonly number[],
	{ sizes, chunks, channels, batch, parallel }: Voxels,
	use: (partials: number) => void,
): void {
	backend.withScratch(batch * chunks * 2 * channels, (partials) => {
		backend.engine.run('instanceNormGradChunks', [...pointers, partials, ...sizes], parallel);
		use(partials);
	});
}

export const instanceNormGrad: Kernel = (backend, { dy, x, mean, scale, gamma }) => {
	const { engine } = backend;
	const voxels = voxelsOf(x!);
	const { sizes, batch, channels, parallel } = voxels;
	const dx = backend.output(x!.shape);
	const pointers = pointersOf(backend, [dy, x, mean, scale]);
	const [factor, out] = pointersOf(backend, [gamma, dx]) as [number, number];
	backend.withScratch(batch * 2 * channels, (means) => {
		withGradientSums(backend, pointers, voxels, (partials) =>
			engine.run('instanceNormGradMeans', [partials, means, ...sizes], false),
		);
		engine.run('instanceNormGradApply', [...pointers, factor, means, out, ...sizes], parallel);
	});
	return [dx];
};

export const instanceNormGammaGrad: Kernel = (backend, { dy, x, mean, scale }) => {
	const voxels = voxelsOf(x!);
	const out = backend.output([voxels.channels]);
	const target = backend.pointer(out);
	withGradientSums(backend, pointersOf(backend, [dy, x, mean, scale]), voxels, (partials) => {
		const args = [partials, voxels.batch * voxels.chunks, voxels.channels, target];
		backend.engine.run('instanceNormGammaGradSum', args, false);
	});
	return [out];
};
