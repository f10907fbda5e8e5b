import { availableParallelism } from 'node:os';
import type { ArgDef } from 'citty';
import type { CommandInput } from './command.ts';
import { textFlag, wholeFlag } from './flagValues.ts';

/** What computes, and on how many threads. */
export interface EngineChoice {
	readonly backend: 'simd' | 'cpu';
	readonly threads: number;
}

/** Flags of the commands that run a model. */
export const ENGINE_ARGS: Record<string, ArgDef> = {
	backend: {
		type: 'enum',
		options: ['simd', 'cpu'],
		description:
			'simd: own kernels on all cores, native where they were built; cpu: plain TensorFlow.js, slow',
		default: 'simd',
	},
	threads: { type: 'string', valueHint: 'n', description: 'Threads of the simd backend (all cores)' },
};

/** Reads `--backend` and `--threads`. */
export function engineFlags(flags: CommandInput['flags']): EngineChoice {
	return {
		backend: textFlag(flags.backend) === 'cpu' ? 'cpu' : 'simd',
		threads: wholeFlag('threads', flags.threads) ?? availableParallelism(),
	};
}
