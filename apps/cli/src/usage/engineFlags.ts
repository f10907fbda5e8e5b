import { availableParallelism } from 'node:os';
import type { ArgDef } from 'citty';
import type { CommandInput } from './command.ts';
import { textFlag, wholeFlag } from './flagValues.ts';

const backends = ['simd', 'webgpu', 'cpu'] as const;

/** Name of a backend that the command line offers. */
type BackendName = (typeof backends)[number];

/** What computes, and on how many threads. */
export interface EngineChoice {
	readonly backend: BackendName;
	readonly threads: number;
}

/** Flags of the commands that run a model. */
export const ENGINE_ARGS: Record<string, ArgDef> = {
	backend: {
		type: 'enum',
		options: [...backends],
		description:
			"simd: own kernels on all cores, native where they were built; webgpu: own kernels on the GPU, with npm's webgpu installed; cpu: plain TensorFlow.js, slow",
		default: 'simd',
	},
	threads: { type: 'string', valueHint: 'n', description: 'Threads of the simd backend (all cores)' },
};

/** Reads `--backend` and `--threads`. */
export function engineFlags(flags: CommandInput['flags']): EngineChoice {
	return {
		backend: backends.find((name) => name === textFlag(flags.backend)) ?? 'simd',
		threads: wholeFlag('threads', flags.threads) ?? availableParallelism(),
	};
}
