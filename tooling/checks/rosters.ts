import { kernels as simd } from '../../packages/backend-simd/src/kernels.ts';
import { kernels as webgpu } from '../../packages/backend-webgpu/src/kernels.ts';
import { ops } from '../../packages/ops/src/roster.ts';
import type { Answer } from './supportTable.ts';

/** Every op, in the order of the roster of `@unetr/ops`. */
export const opNames: readonly string[] = Object.keys(ops);

/** The roster of every backend package. */
export const rosters: Readonly<Record<string, Readonly<Partial<Record<string, Answer>>>>> = {
	simd,
	webgpu,
};
