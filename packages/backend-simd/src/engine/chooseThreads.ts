/** Threads asked for, or all that the machine offers. */
export function chooseThreads(asked?: number): number {
	const os = globalThis.process?.getBuiltinModule?.('node:os');
	return asked ?? Math.max(1, os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1);
}

/** How a description says how many threads take part. */
export const threadsText = (threads: number): string => `${threads} thread${threads === 1 ? '' : 's'}`;
