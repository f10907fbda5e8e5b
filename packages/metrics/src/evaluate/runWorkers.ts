import { Worker } from 'node:worker_threads';
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

function ask(worker: Worker, task: WorkerTask): Promise<PairMeasures> {
	return new Promise((resolve, reject) => {
		const settle = (finish: () => void): void => {
			worker.removeAllListeners();
			finish();
		};
		worker.once('error', (error) => settle(() => reject(error)));
		worker.once('exit', (code) => settle(() => reject(new Error(`a worker thread ended with ${code}`))));
		worker.once('message', (answer: WorkerAnswer) =>
			settle(() => {
				if (answer.error === undefined) return resolve(answer.measures);
				const { name, message, stack } = answer.error;
				reject(Object.assign(new Error(message), { name, stack }));
			}),
		);
		worker.postMessage(task);
	});
}
