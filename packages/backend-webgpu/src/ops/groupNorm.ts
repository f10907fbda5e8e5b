import type { Kernel, TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread } from '../backend/workgroups.ts';
import { storageShader } from '../halves/storage.ts';
import type { Params } from '../shader/paramLayout.ts';
import { defineShader, type ShaderConstants } from '../shader/shader.ts';
import momentsSource from './channelMoments.wgsl';
import { type Chunks, chunksOf } from './chunks.ts';
import forwardSource from './groupNorm.wgsl';
import statisticsSource from './groupStatistics.wgsl';
import { groupThreads, type LaneRows, laneRows, widthOf } from './lanes.ts';

const channelMoments = storageShader('channelMoments.wgsl', momentsSource);
const groupStatistics = defineShader('groupStatistics.wgsl', statisticsSource);
const forward = storageShader('groupNorm.wgsl', forwardSource);

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

/** The chunks in which a volume is reduced. */
export const cut = ({ batch, entryRows, columns }: NormVolume): Chunks => chunksOf(batch, entryRows, columns);

/** Parameters of a pass over all lanes. */
export const laneParams = ({ lanes, batch, columns, groupLanes }: NormVolume): Params => ({
	...{ lanes, entryLanes: lanes / batch, columns, groupLanes },
});

/** Mean and 1 / √(variance + ε) of every entry and group, [B, G]. */
function statisticsOf(backend: WebGpuBackend, x: TensorInfo, volume: NormVolume, epsilon: number) {
	const { lane, batch, entryRows: rows, columns, channels, groups, groupChannels } = volume;
	const { chunks, chunkRows, tile, workgroups } = cut(volume);
	const moments = backend.output([batch, chunks, 2, channels]);
	const [mean, scale] = [backend.output([batch, groups]), backend.output([batch, groups])];
	const isHalf = areHalves(backend, { x }, volume);
	backend.run(isHalf ? channelMoments.halves : channelMoments.floats, {
		constants: { Lane: lane, tile },
		params: { rows, columns, chunkRows },
		tensors: { x, moments },
		halves: isHalf ? ['x'] : [],
		workgroups,
	});
	backend.run(groupStatistics, {
		params: { rows, chunkRows, chunks, channels, groupChannels, epsilon },
		tensors: { moments, mean, scale },
		workgroups: [groups, batch, 1],
	});
	return { mean, scale };
}

/** What follows a norm in the same pass: a residual where there is one, and an activation where it has a slope. */
export function afterNorm(
	{ residual }: Parameters<Kernel>[1],
	{ slope = 1 }: Parameters<Kernel>[2],
): {
	readonly constants: ShaderConstants;
	readonly params: Params;
} {
	return {
		constants: { hasResidual: residual !== undefined, activated: slope !== 1 },
		params: { slope: slope as number },
	};
}

/** Whether a norm takes halves: where what it reads holds them, and lanes are of four. */
export function areHalves(
	backend: WebGpuBackend,
	{ x, residual }: Parameters<Kernel>[1],
	{ lane }: NormVolume,
): boolean {
	return lane === 'vec4f' && backend.isHalf(x!) && (!residual || backend.isHalf(residual));
}

/** The names of a norm's buffers that then hold them. */
export const halvesOfNorm: readonly string[] = ['x', 'residual', 'y'];

export const groupNorm: Kernel = (backend, inputs, attributes) => {
	const { x, gamma, beta, residual } = inputs;
	const { epsilon, numGroups } = attributes;
	const { constants, params } = afterNorm(inputs, attributes);
	const volume = volumeOf(x!, numGroups as number | undefined);
	const isHalf = areHalves(backend, inputs, volume);
	const y = isHalf ? backend.outputHalves(x!.shape) : backend.output(x!.shape);
	const { mean, scale } = statisticsOf(backend, x!, volume, epsilon as number);
	backend.run(isHalf ? forward.halves : forward.floats, {
		constants: { ...volume.constants, ...constants },
		params: { ...laneParams(volume), ...params },
		tensors: { x, mean, scale, gamma, beta, residual, y },
		halves: isHalf ? halvesOfNorm : [],
		workgroups: spread(volume.lanes, groupThreads),
	});
	return [y, mean, scale];
};
