/** A worker thread of `evaluate`: measures one pair a message. */
import { parentPort } from 'node:worker_threads';
import { measurePair } from './measurePair.ts';
import type { WorkerAnswer, WorkerTask } from './workerMessages.ts';

parentPort!.on('message', async ({ pair, options }: WorkerTask) => {
	let answer: WorkerAnswer;
	try {
		answer = { measures: await measurePair(pair, options) };
	} catch (error) {
		const { name, message, stack } = error as Error;
		answer = { error: { name, message, stack } };
	}
	parentPort!.postMessage(answer);
});
