import type { Kernel, TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader } from '../shader/shader.ts';
import momentsSource from './channelMoments.wgsl';
import { type Chunks, chunksOf } from './chunks.ts';
import { columnShader, columnSums, tileShader } from './columnSums.ts';
import meansSource from './groupGradMeans.wgsl';
import forwardSource from './groupNorm.wgsl';
import gammaSource from './groupNormGammaGrad.wgsl';
import backwardSource from './groupNormGrad.wgsl';
import sumsSource from './groupNormGradSums.wgsl';
import statisticsSource from './groupStatistics.wgsl';
import { groupThreads, type LaneRows, laneRows, widthOf } from './lanes.ts';

const channelMoments = defineShader('channelMoments.wgsl', momentsSource);
const groupStatistics = defineShader('groupStatistics.wgsl', statisticsSource);
const forward = defineShader('groupNorm.wgsl', forwardSource);
const gradSums = tileShader('groupNormGradSums.wgsl', sumsSource);
const gradMeans = defineShader('groupGradMeans.wgsl', meansSource);
const backward = defineShader('groupNormGrad.wgsl', backwardSource);
const gammaGrad = columnShader('groupNormGammaGrad.wgsl', gammaSource);

/** [B, …space, C] as entries of rows of lanes, and its groups. */
export interface NormVolume extends LaneRows {
	readonly batch: number;
	/** Rows of one entry of the batch. */
	readonly entryRows: number;
	readonly groups: number;
	readonly groupChannels: number;
	/** Lanes that share a statistic: 1 where each channel has its own, which then stand in lanes too. */
	readonly groupLanes: number;
	readonly constants: { readonly Lane: string; readonly Statistic: string };
}

/** An instance normalisation has groups of one channel. */
export function volumeOf(x: TensorInfo, numGroups?: number): NormVolume {
	const [batch, channels] = [x.shape[0]!, x.shape[x.shape.length - 1]!];
	const groups = numGroups ?? channels;
	const groupChannels = channels / groups;
	const rows = laneRows(x, groupChannels === 1 ? channels : groupChannels);
	const alone = groupChannels === 1;
	return {
		...rows,
		...{ batch, entryRows: rows.rows / batch, groups, groupChannels },
		groupLanes: alone ? 1 : groupChannels / widthOf(rows.lane),
		constants: { Lane: rows.lane, Statistic: alone ? rows.lane : 'f32' },
	};
}

const cut = ({ batch, entryRows, columns }: NormVolume): Chunks => chunksOf(batch, entryRows, columns);

/** Parameters of a pass over all lanes. */
const laneParams = ({ lanes, batch, columns, groupLanes }: NormVolume) => ({
	...{ lanes, entryLanes: lanes / batch, columns, groupLanes },
});

/** Mean and 1 / √(variance + ε) of every entry and group, [B, G]. */
function statisticsOf(backend: WebGpuBackend, x: TensorInfo, volume: NormVolume, epsilon: number) {
	const { lane, batch, entryRows: rows, columns, channels, groups, groupChannels } = volume;
	const { chunks, chunkRows, tile, workgroups } = cut(volume);
	const moments = backend.output([batch, chunks, 2, channels]);
	const [mean, scale] = [backend.output([batch, groups]), backend.output([batch, groups])];
	backend.run(channelMoments, {
		constants: { Lane: lane, tile },
		params: { rows, columns, chunkRows },
		tensors: { x, moments },
		workgroups,
	});
	backend.run(groupStatistics, {
		params: { rows, chunkRows, chunks, channels, groupChannels, epsilon },
		tensors: { moments, mean, scale },
		workgroups: [groups, batch, 1],
	});
	return { mean, scale };
}

export const groupNorm: Kernel = (backend, { x, gamma, beta }, { epsilon, numGroups }) => {
	const volume = volumeOf(x!, numGroups as number | undefined);
	const y = backend.output(x!.shape);
	const { mean, scale } = statisticsOf(backend, x!, volume, epsilon as number);
	backend.run(forward, {
		constants: volume.constants,
		params: laneParams(volume),
		tensors: { x, mean, scale, gamma, beta, y },
		workgroups: spread(volume.lanes, groupThreads),
	});
	return [y, mean, scale];
};

/** Means of γ · dy and γ · dy · x̂ over every group, [2, B, G]. */
function gradientMeans(
	backend: WebGpuBackend,
	{ dy, x, mean, scale, gamma }: Parameters<Kernel>[1],
	volume: NormVolume,
): TensorInfo {
	const { batch, entryRows: rows, columns, channels, groups, groupChannels, groupLanes } = volume;
	const { chunks, chunkRows, tile, workgroups } = cut(volume);
	const sums = backend.output([batch, chunks, 2, channels]);
	const means = backend.output([2, batch, groups]);
	backend.run(gradSums, {
		constants: { ...volume.constants, tile },
		params: { rows, columns, chunkRows, groupLanes },
		tensors: { dy, x, mean, scale, sums },
		workgroups,
	});
	backend.run(gradMeans, {
		params: { chunks, channels, groupChannels, count: rows * groupChannels },
		tensors: { sums, gamma, means },
		workgroups: [groups, batch, 1],
	});
	return means;
}

export const groupNormGrad: Kernel = (backend, inputs, { numGroups }) => {
	const { dy, x, mean, scale, gamma } = inputs;
	const volume = volumeOf(x!, numGroups as number | undefined);
	const dx = backend.output(x!.shape);
	const means = gradientMeans(backend, inputs, volume);
	const perStatistic = volume.groupLanes === 1 && volume.groupChannels === 1 ? widthOf(volume.lane) : 1;
	backend.run(backward, {
		constants: volume.constants,
		params: { ...laneParams(volume), statistics: (volume.batch * volume.groups) / perStatistic },
		tensors: { dy, x, mean, scale, gamma, means, dx },
		workgroups: spread(volume.lanes, groupThreads),
	});
	return [dx];
};

export const groupNormGammaGrad: Kernel = (backend, { dy, x, mean, scale }, { numGroups }) => {
	const volume = volumeOf(x!, numGroups as number | undefined);
	const { entryRows, groupLanes, constants } = volume;
	const params = { entryRows, groupLanes };
	return [columnSums(backend, gammaGrad, { dy, x, mean, scale }, volume, { params, constants })];
};
