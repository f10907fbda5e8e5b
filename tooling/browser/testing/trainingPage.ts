import type { SimdOptions } from '@unetr/backend-simd';
import { type TrainedSteps, trainSteps } from './trainSteps.ts';

/** Trains in a worker of this page. */
function trainInWorker(options: SimdOptions): Promise<TrainedSteps> {
	const worker = new Worker(new URL('./trainWorker.ts', import.meta.url), { type: 'module' });
	return new Promise((resolve, reject) => {
		worker.onerror = ({ message }) => reject(new Error(message));
		worker.onmessage = ({ data }) => (data.trained ? resolve(data.trained) : reject(new Error(data.failed)));
		worker.postMessage(options);
	});
}

Object.assign(globalThis, { trainInWorker, trainSteps });
