import { Worker } from 'node:worker_threads';
import { VolumeError } from '@unetr/volume';
import { MetricsError } from '../metricsError.ts';
import type { PairMeasures } from './measurePair.ts';
import type { WorkerAnswer, WorkerTask } from './workerMessages.ts';

/** How tasks are spread over threads. */
export interface RunWorkersOptions {
	readonly threads: number;
	readonly signal: AbortSignal | undefined;
	/** Called after each task, in any order. */
	readonly onDone: (index: number) => void;
}

/**
 * Runs tasks in worker threads, each thread taking the next when it is free; none outlives the call.
 *
 * @returns the answers in the order of the tasks
 * @throws the first error of a task, or the signal's reason
 */
export async function runWorkers(
	tasks: readonly WorkerTask[],
	{ threads, signal, onDone }: RunWorkersOptions,
): Promise<PairMeasures[]> {
	signal?.throwIfAborted();
	const answers = new Array<PairMeasures>(tasks.length);
	let next = 0;
	const workers = Array.from({ length: Math.min(threads, tasks.length) }, startWorker);
	let stop = (): void => {};
	const stopped = new Promise<never>((_, reject) => {
		stop = () => reject(signal?.reason);
		signal?.addEventListener('abort', stop, { once: true });
	});
	const work = async (worker: Worker): Promise<void> => {
		while (next < tasks.length) {
			const index = next++;
			answers[index] = await ask(worker, tasks[index]);
			onDone(index);
		}
	};
	try {
		await Promise.race([Promise.all(workers.map(work)), stopped]);
	} finally {
		signal?.removeEventListener('abort', stop);
		await Promise.all(workers.map((worker) => worker.terminate()));
	}
	return answers;
}

function startWorker(): Worker {
	// run from source, a worker is TypeScript as well and finds its packages as this one does
	const fromSource = import.meta.url.endsWith('.ts');
	return new Worker(new URL(fromSource ? './evaluateWorker.ts' : './evaluateWorker.js', import.meta.url), {
		name: 'unetr-evaluate',
		...(fromSource && { execArgv: ['--conditions=unetr-source'] }),
	});
}

/** Errors lose their class on the way out of a worker. */
function revive({ name, message, stack }: NonNullable<WorkerAnswer['error']>): Error {
	if (name === 'MetricsError') return new MetricsError(message);
	if (name === 'VolumeError') return new VolumeError(message);
	return Object.assign(new Error(message), { name, stack });
}

function ask(worker: Worker, task: WorkerTask): Promise<PairMeasures> {
	return new Promise((resolve, reject) => {
		const onExit = (code: number): void =>
			finish(() => reject(new Error(`a worker thread ended with ${code}`)));
		const onError = (error: unknown): void => finish(() => reject(error));
		const onMessage = ({ measures, error }: WorkerAnswer): void =>
			finish(() => {
				if (error === undefined) return resolve(measures);
				reject(revive(error));
			});
		const finish = (settle: () => void): void => {
			worker.off('exit', onExit).off('error', onError).off('message', onMessage);
			settle();
		};
		worker.on('exit', onExit).on('error', onError).on('message', onMessage);
		worker.postMessage(task);
	});
}
