import type { InferenceProgress } from '@unetr/inference';
import type { Volume } from '@unetr/volume';
import { ViewerError } from '../viewerError.ts';
import type { SegmentationTask, WorkerReport } from './messages.ts';
import type { EngineReport } from './startEngine.ts';

/** How a run is followed and stopped. */
export interface SegmenterOptions {
	/** Ends the run, or its waiting, at once; the promise is rejected with the signal's reason. */
	readonly signal?: AbortSignal;
	/** Called when the engine runs. */
	readonly onEngine?: (engine: EngineReport) => void;
	/** Called after each window. */
	readonly onProgress?: (progress: InferenceProgress) => void;
}

/**
 * Segments scans in a worker, one at a time: a second one waits for the first.
 *
 * Each run has a worker of its own, which is ended with the run, so that all its memory is given back and a run that is
 * cancelled stops in the middle of whatever it does. What is handed over is copied: the caller's arrays stay usable.
 */
export class Segmenter {
	#last: Promise<unknown> = Promise.resolve();

	/**
	 * @param task scan, bundle and engine
	 * @returns the label map on the scan's own grid
	 * @throws ViewerError where the worker cannot start or dies, and what the worker throws: InferenceError for a bundle or
	 * a scan that does not fit, SimdError for an engine that does not start
	 */
	segment(task: SegmentationTask, options: SegmenterOptions = {}): Promise<Volume> {
		const before = this.#last;
		const run = untilSettled(before, options.signal).then(() => runInWorker(task, options));
		this.#last = Promise.allSettled([before, run]);
		return run;
	}
}

/** Waits for another run, but no longer than until the signal. */
function untilSettled(before: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal?.reason);
		if (signal?.aborted) return stop();
		signal?.addEventListener('abort', stop, { once: true });
		before.finally(() => {
			signal?.removeEventListener('abort', stop);
			resolve();
		});
	});
}

function runInWorker(task: SegmentationTask, options: SegmenterOptions): Promise<Volume> {
	const { signal, onEngine, onProgress } = options;
	const worker = new Worker(new URL('./segmentationWorker.ts', import.meta.url), { type: 'module' });
	let stop: (() => void) | undefined;
	const run = new Promise<Volume>((resolve, reject) => {
		stop = () => reject(signal?.reason);
		if (signal?.aborted) return stop();
		signal?.addEventListener('abort', stop, { once: true });
		worker.onerror = (event) => {
			event.preventDefault();
			reject(new ViewerError('The segmentation could not start in this browser; update it and try again.'));
		};
		worker.onmessage = ({ data }: MessageEvent<WorkerReport>) => {
			if (data.kind === 'engine') onEngine?.(data.engine);
			else if (data.kind === 'progress') onProgress?.({ done: data.done, total: data.total });
			else if (data.kind === 'done') resolve(data.label);
			else reject(Object.assign(new Error(data.message), { name: data.name }));
		};
		worker.postMessage(task);
	});
	return run.finally(() => {
		if (stop) signal?.removeEventListener('abort', stop);
		worker.terminate();
	});
}
