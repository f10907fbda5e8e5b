import type { TensorInfo } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import type { Params } from '../shader/paramLayout.ts';
import { defineShader, type Shader, type ShaderConstants, type ShaderPart } from '../shader/shader.ts';
import channelSumSource from './channelSum.wgsl';
import { chunksOf } from './chunks.ts';
import columnSumsSource from './columnSums.wgsl';
import type { LaneRows } from './lanes.ts';
import tileSumSource from './tileSum.wgsl';

/** Sums over the threads of a tile. */
export const tileSum: ShaderPart = { file: 'tileSum.wgsl', source: tileSumSource };

/** A shader that sums over the threads of a tile: tileSum.wgsl is part of it. */
export const tileShader = (file: string, source: string): Shader => defineShader(file, source, [tileSum]);

/** A shader that gives the term of a sum over rows: columnSums.wgsl is part of it. */
export const columnShader = (file: string, source: string): Shader =>
	defineShader(file, source, [{ file: 'columnSums.wgsl', source: columnSumsSource }, tileSum]);

/** Sums rows as they are. */
export const channelSumShader: Shader = columnShader('channelSum.wgsl', channelSumSource);

/**
 * Sums of a term over all rows, for every channel: first over chunks of rows, then over the chunks.
 *
 * @param shader gives the term
 * @returns [C]
 */
export function columnSums(
	backend: WebGpuBackend,
	shader: Shader,
	tensors: Readonly<Record<string, TensorInfo | undefined>>,
	{ lane, rows, channels, columns }: LaneRows,
	more: { readonly params?: Params; readonly constants?: ShaderConstants } = {},
): TensorInfo {
	const { chunks, chunkRows, tile, workgroups } = chunksOf(1, rows, columns);
	const sums = backend.output(chunks === 1 ? [channels] : [chunks, channels]);
	const constants = { Lane: lane, tile };
	backend.run(shader, {
		constants: { ...constants, ...more.constants },
		params: { rows, columns, chunkRows, ...more.params },
		tensors: { ...tensors, sums },
		workgroups,
	});
	if (chunks === 1) return sums;
	const joined = backend.output([channels]);
	backend.run(channelSumShader, {
		constants,
		params: { rows: chunks, columns, chunkRows: chunks },
		tensors: { x: sums, sums: joined },
		workgroups: [1, workgroups[1], 1],
	});
	return joined;
}
