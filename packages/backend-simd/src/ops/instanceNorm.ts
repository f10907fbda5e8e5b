import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';
import { rowsPerChunk } from './chunks.ts';
import { pointersOf } from './pointersOf.ts';

/** Sizes of [B, voxels, C] and how its voxels and channels are cut. */
interface Voxels {
	/** In the order in which the kernels read them. */
	readonly sizes: readonly [batch: number, voxels: number, channels: number, rows: number];
	readonly chunks: number;
	readonly channels: number;
	readonly groups: number;
	readonly batch: number;
	readonly parallel: boolean;
}

function voxelsOf(x: TensorInfo, numGroups?: number): Voxels {
	const [batch, channels] = [x.shape[0]!, x.shape[x.shape.length - 1]!];
	const voxels = sizeOf(x.shape.slice(1, -1));
	const rows = rowsPerChunk(channels);
	const parallel = sizeOf(x.shape) > parallelFrom;
	return {
		sizes: [batch, voxels, channels, rows],
		chunks: Math.ceil(voxels / rows),
		channels,
		groups: numGroups ?? channels,
		batch,
		parallel,
	};
}

/** Calls `use` with the addresses of mean and scale of every channel; those of a group stand in all of its channels. */
function withChannelStatistics(
	backend: SimdBackend,
	statistics: readonly number[],
	{ batch, channels, groups }: Voxels,
	use: (means: number, scales: number) => void,
): void {
	if (groups === channels) {
		use(statistics[0]!, statistics[1]!);
		return;
	}
	const length = batch * channels;
	backend.withScratch(2 * length, (means) => {
		const scales = means + 4 * length;
		backend.engine.run('spreadGroups', [...statistics, means, scales, length, channels / groups], false);
		use(means, scales);
	});
}

/** Also the kernel of `groupNorm`: an instance normalisation has groups of one channel. */
export const instanceNorm: Kernel = (backend, { x, gamma, beta }, { epsilon, numGroups }) => {
	const { engine } = backend;
	const voxels = voxelsOf(x!, numGroups as number | undefined);
	const { sizes, chunks, channels, groups, batch, parallel } = voxels;
	const outputs = [x!.shape, [batch, groups], [batch, groups]].map((shape) => backend.output(shape));
	const [source, out, ...statistics] = pointersOf(backend, [x, ...outputs]) as [number, number, ...number[]];
	const affine = pointersOf(backend, [gamma, beta]);
	backend.withScratch(batch * chunks * 2 * channels, (partials) => {
		engine.run('instanceNormChunks', [source, partials, ...sizes], parallel);
		const args = [partials, ...statistics, ...sizes, epsilon as number, groups];
		engine.run('instanceNormStatistics', args, false);
	});
	withChannelStatistics(backend, statistics, voxels, (means, scales) =>
		engine.run('instanceNormApply', [source, means, scales, ...affine, out, ...sizes], parallel),
	);
	return outputs;
};

/** Addresses of dy, x, mean and scale, and partial sums of dy and dy · x̂ of every chunk, while `use` runs. */
function withGradientSums(
	backend: SimdBackend,
	{ dy, x, mean, scale }: Parameters<Kernel>[1],
	voxels: Voxels,
	use: (pointers: readonly number[], partials: number) => void,
): void {
	const { sizes, chunks, channels, batch, parallel } = voxels;
	const sources = pointersOf(backend, [dy, x]);
	withChannelStatistics(backend, pointersOf(backend, [mean, scale]), voxels, (means, scales) =>
		backend.withScratch(batch * chunks * 2 * channels, (partials) => {
			const pointers = [...sources, means, scales];
			backend.engine.run('instanceNormGradChunks', [...pointers, partials, ...sizes], parallel);
			use(pointers, partials);
		}),
	);
}

export const instanceNormGrad: Kernel = (backend, inputs, { numGroups }) => {
	const { engine } = backend;
	const voxels = voxelsOf(inputs.x!, numGroups as number | undefined);
	const { sizes, batch, channels, groups, parallel } = voxels;
	const dx = backend.output(inputs.x!.shape);
	const [gamma, out] = pointersOf(backend, [inputs.gamma, dx]) as [number, number];
	const apply = groups === channels ? 'instanceNormGradApply' : 'groupNormGradApply';
	backend.withScratch(batch * 2 * channels, (means) =>
		withGradientSums(backend, inputs, voxels, (pointers, partials) => {
			engine.run('instanceNormGradMeans', [partials, means, ...sizes, gamma, groups], false);
			engine.run(apply, [...pointers, gamma, means, out, ...sizes], parallel);
		}),
	);
	return [dx];
};

export const instanceNormGammaGrad: Kernel = (backend, inputs, { numGroups }) => {
	const voxels = voxelsOf(inputs.x!, numGroups as number | undefined);
	const out = backend.output([voxels.channels]);
	const target = backend.pointer(out);
	withGradientSums(backend, inputs, voxels, (_pointers, partials) => {
		const args = [partials, voxels.batch * voxels.chunks, voxels.channels, target];
		backend.engine.run('instanceNormGammaGradSum', args, false);
	});
	return [out];
};
