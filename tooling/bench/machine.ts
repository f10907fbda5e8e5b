import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** What a timing means nothing without. */
export interface Machine {
	readonly cpu: string;
	readonly cores: number;
	readonly memoryGb: number;
	readonly node: string;
	readonly platform: string;
	/** What was measured; absent outside a clone. */
	readonly commit?: string | undefined;
}

/** Describes the machine that runs this script. */
export function describeMachine(): Machine {
	return {
		cpu: cpus()[0]?.model.trim() ?? 'unknown',
		cores: availableParallelism(),
		memoryGb: Math.round(totalmem() / 1e9),
		node: process.version,
		platform: `${process.platform} ${process.arch}`,
		commit: currentCommit(),
	};
}

function currentCommit(): string | undefined {
	try {
		const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
		const options = { cwd: import.meta.dirname, encoding: 'utf8', stdio } as const;
		return execFileSync('git', ['describe', '--always', '--dirty'], options).trim();
	} catch {
		return undefined;
	}
}
