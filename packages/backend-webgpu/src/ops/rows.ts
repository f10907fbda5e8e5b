import type { TensorInfo } from '../backend/kernel.ts';
import { spread, type Workgroups } from '../backend/workgroups.ts';
import type { ShaderConstants } from '../shader/shader.ts';
import { powerOfTwo } from './chunks.ts';
import { groupThreads, laneRows } from './lanes.ts';

/** How rows of [..., C] are shared out among threads that hold some lanes of a row each, for rowSum.wgsl. */
export interface HeldRows {
	readonly rows: number;
	readonly columns: number;
	readonly channels: number;
	readonly constants: ShaderConstants;
	readonly workgroups: Workgroups;
}

/** Lanes that one thread holds, while a row does not need more threads than a workgroup has. */
const lanesPerThread = 4;

/** Shares out the rows of [..., C]. */
export function heldRows(x: TensorInfo): HeldRows {
	const { lane, rows, columns, channels } = laneRows(x);
	const lanes = Math.min(powerOfTwo(columns / lanesPerThread), groupThreads);
	const counted = lane === 'vec4f' ? 'vec4f(1.0)' : 'vec4f(1.0, 0.0, 0.0, 0.0)';
	return {
		...{ rows, columns, channels },
		constants: { Lane: lane, lanes, held: Math.ceil(columns / lanes), counted },
		workgroups: spread(rows, groupThreads / lanes),
	};
}
