import type { Attributes } from '@unetr/ops';
import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';
import type { SimdBackend, TensorInfo } from '../backend/simdBackend.ts';
import { rowsPerChunk } from './chunks.ts';
import { pointersOf } from './pointersOf.ts';

/** Sizes of [B, voxels, C] and how its voxels and channels are cut. */
export interface Voxels {
	/** In the order in which the kernels read them. */
	readonly sizes: readonly [batch: number, voxels: number, channels: number, rows: number];
	readonly chunks: number;
	readonly channels: number;
	readonly groups: number;
	readonly batch: number;
	readonly parallel: boolean;
}

/** Sizes of [B, …, C]; an instance norm, which names no number of groups, has as many as channels. */
export function voxelsOf(x: TensorInfo, { numGroups }: Attributes): Voxels {
	const [batch, channels] = [x.shape[0]!, x.shape[x.shape.length - 1]!];
	const voxels = sizeOf(x.shape.slice(1, -1));
	const rows = rowsPerChunk(channels);
	const parallel = sizeOf(x.shape) > parallelFrom;
	return {
		sizes: [batch, voxels, channels, rows],
		chunks: Math.ceil(voxels / rows),
		channels,
		groups: (numGroups as number | undefined) ?? channels,
		batch,
		parallel,
	};
}

/** Calls `use` with the addresses of mean and scale of every channel; those of a group stand in all of its channels. */
export function withChannelStatistics(
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

/** The kernel of `instanceNorm` and `groupNorm`, and with a slope and perhaps a residual of `normAct` and `normAddAct`. */
export const instanceNorm: Kernel = (backend, { x, gamma, beta, residual }, attributes) => {
	const { engine } = backend;
	const { epsilon, slope } = attributes as { readonly epsilon: number; readonly slope?: number };
	const voxels = voxelsOf(x!, attributes);
	const { sizes, chunks, channels, groups, batch, parallel } = voxels;
	const outputs = [x!.shape, [batch, groups], [batch, groups]].map((shape) => backend.output(shape));
	const [source, out, ...statistics] = pointersOf(backend, [x, ...outputs]) as [number, number, ...number[]];
	const affine = pointersOf(backend, [gamma, beta]);
	const added = residual ? backend.pointer(residual) : 0;
	backend.withScratch(batch * chunks * 2 * channels, (partials) => {
		engine.run('instanceNormChunks', [source, partials, ...sizes], parallel);
		const args = [partials, ...statistics, ...sizes, epsilon, groups];
		engine.run('instanceNormStatistics', args, false);
	});
	const activated = residual ? 'normAddActApply' : 'normActApply';
	const apply = slope === undefined ? 'instanceNormApply' : activated;
	withChannelStatistics(backend, statistics, voxels, (means, scales) => {
		const args = [source, means, scales, ...affine, added, out, ...sizes, slope ?? 1];
		engine.run(apply, args, parallel);
	});
	return outputs;
};
