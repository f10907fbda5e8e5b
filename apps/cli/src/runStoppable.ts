import { listenForStop } from './interrupt.ts';
import { Progress } from './progress.ts';
import { Stopped } from './stopped.ts';

/** What is said of a job that Ctrl-C stops. */
export interface StoppableJob {
	/** Name of the progress. */
	readonly name: string;
	/** Said when the stop is asked for. */
	readonly stopping: string;
	/** Said in the end: what was kept and how to go on. */
	readonly stopped: string;
}

/**
 * Runs a job with its progress and a signal that Ctrl-C aborts.
 *
 * @throws Stopped where the job failed after the signal was aborted; its own error otherwise.
 */
export async function runStoppable<T>(
	{ name, stopping, stopped }: StoppableJob,
	job: (progress: Progress, signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const progress = new Progress(name);
	const interrupt = listenForStop(() => progress.message(stopping));
	try {
		return await job(progress, interrupt.signal);
	} catch (error) {
		if (interrupt.signal.aborted) throw new Stopped(stopped);
		throw error;
	} finally {
		progress.end();
		interrupt.dispose();
	}
}
