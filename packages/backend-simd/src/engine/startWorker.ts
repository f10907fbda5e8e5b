import type { WorkerStart } from './pooledWork.ts';
import { SimdError } from './simdError.ts';

/** A running worker of either kind. */
export interface PoolWorker {
	terminate(): void;
}

/** Starts one worker thread, in Node or in a browser, and resolves when it waits for kernels. */
export function startWorker(start: WorkerStart, createWorker?: () => Worker): Promise<PoolWorker> {
	const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
	if (threads && !createWorker) return startNodeWorker(start, threads);
	return startWebWorker(start, createWorker ?? defaultWebWorker);
}

function startNodeWorker(
	start: WorkerStart,
	{ Worker }: typeof import('node:worker_threads'),
): Promise<PoolWorker> {
	// Run from source, a worker is TypeScript as well: bundlers map the name, Node does not.
	const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
	const worker = new Worker(new URL(file, import.meta.url), { name: `unetr-simd-${start.thread}` });
	return new Promise((resolve, reject) => {
		worker.once('error', (error: unknown) => reject(refusal(String(error))));
		worker.once('message', () => {
			worker.unref();
			resolve({ terminate: () => void worker.terminate() });
		});
		worker.postMessage(start);
	});
}

const defaultWebWorker = (): Worker =>
	new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });

function startWebWorker(start: WorkerStart, createWorker: () => Worker): Promise<PoolWorker> {
	const worker = createWorker();
	return new Promise((resolve, reject) => {
		worker.onerror = (event) => reject(refusal(event.message));
		worker.onmessage = () => resolve({ terminate: () => worker.terminate() });
		worker.postMessage(start);
	});
}

const refusal = (reason: string): SimdError =>
	new SimdError(`a worker thread of the simd backend did not start (${reason}): ask for { threads: 1 }`);
