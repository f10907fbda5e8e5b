import { availableParallelism, cpus, totalmem } from 'node:os';

/** What a timing means nothing without. */
export interface Machine {
	readonly cpu: string;
	readonly cores: number;
	readonly memoryGb: number;
	readonly node: string;
	readonly platform: string;
}

/** Describes the machine that runs this script. */
export function describeMachine(): Machine {
	return {
		cpu: cpus()[0]?.model.trim() ?? 'unknown',
		cores: availableParallelism(),
		memoryGb: Math.round(totalmem() / 1e9),
		node: process.version,
		platform: `${process.platform} ${process.arch}`,
	};
}
