import type { TensorInfo } from '../backend/kernel.ts';
import type { Dispatch, WebGpuBackend } from '../backend/webGpuBackend.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader, type Shader } from '../shader/shader.ts';
import { powerOfTwo } from './chunks.ts';
import { countedOf, groupThreads, laneRows } from './lanes.ts';
import subgroupsSource from './rowSubgroups.wgsl';
import threadsSource from './rowThreads.wgsl';
import totalSource from './rowTotal.wgsl';

/** A shader whose `doRow` does one row of [..., C], by threads that hold some lanes of it each. */
interface RowShader {
	readonly threads: Shader;
	readonly subgroups: Shader;
}

const total = { file: 'rowTotal.wgsl', source: totalSource };

/** Both ways to run a shader with a function `doRow`. */
export function rowShader(name: string, source: string): RowShader {
	const part = (file: string, text: string) => [{ file, source: text }, total];
	return {
		threads: defineShader(`${name}.wgsl`, source, part('rowThreads.wgsl', threadsSource)),
		// On the first line, so that the others keep their numbers.
		subgroups: defineShader(
			`${name}.wgsl (subgroups)`,
			`enable subgroups; ${source}`,
			part('rowSubgroups.wgsl', subgroupsSource),
		),
	};
}

/** Lanes that one thread holds, while a row does not need more threads than a workgroup has. */
const lanesPerThread = 4;

/** Lanes that a thread of a subgroup holds at most, so that they stay in registers. */
const mostInSubgroup = 16;

/** Threads of every subgroup of the device; 0 where it has none, or of several sizes. */
function subgroupSize(device: GPUDevice): number {
	// A browser of before 2025 does not say it of the device.
	const info: Partial<GPUAdapterInfo> | undefined = device.adapterInfo;
	const { subgroupMinSize = 0, subgroupMaxSize = 0 } = info ?? {};
	return device.features.has('subgroups') && subgroupMinSize === subgroupMaxSize ? subgroupMaxSize : 0;
}

/**
 * Runs a shader over the rows of [..., C]: a subgroup for each where the device has them and a row is short enough,
 * else as many threads as it takes.
 *
 * @param x shape of the rows
 * @param params beside rows and columns
 */
export function runRows(
	backend: WebGpuBackend,
	{ threads, subgroups }: RowShader,
	x: TensorInfo,
	tensors: Dispatch['tensors'],
	params: NonNullable<Dispatch['params']>,
): void {
	const { lane, rows, columns } = laneRows(x);
	const size = subgroupSize(backend.device);
	const inSubgroup = size > 1 && Math.ceil(columns / size) <= mostInSubgroup;
	const lanes = inSubgroup ? size : Math.min(powerOfTwo(columns / lanesPerThread), groupThreads);
	backend.run(inSubgroup ? subgroups : threads, {
		constants: { Lane: lane, lanes, held: Math.ceil(columns / lanes), counted: countedOf(lane) },
		params: { rows, columns, ...params },
		tensors,
		workgroups: spread(rows, groupThreads / lanes),
	});
}
