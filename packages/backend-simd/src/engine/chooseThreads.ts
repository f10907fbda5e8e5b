import { SimdError } from './simdError.ts';

/** @throws {SimdError} unless `threads` is absent or a number of threads. */
export function checkThreads(threads: unknown): void {
	if (threads === undefined || (Number.isInteger(threads) && Number(threads) >= 1 && Number(threads) <= 256))
		return;
	throw new SimdError(`threads must be a whole number from 1 to 256, but it is ${threads}`);
}

/** Threads asked for, or all that the machine offers. */
export function chooseThreads(asked?: number): number {
	const os = globalThis.process?.getBuiltinModule?.('node:os');
	return asked ?? Math.max(1, os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1);
}

/** How a description says how many threads take part. */
export const threadsText = (threads: number): string => `${threads} thread${threads === 1 ? '' : 's'}`;
