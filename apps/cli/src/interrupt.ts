import { watchLauncher } from './watchLauncher.ts';

/** Lets a long job be stopped. */
export interface Interrupt {
	/** Aborted by the first signal. */
	readonly signal: AbortSignal;
	/** Stops listening. */
	dispose(): void;
}

/** A package manager repeats the terminal's signal; this soon after the first it is not a second key press. */
const REPEAT_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Listens for Ctrl-C and for the end of the package manager that started this process.
 *
 * @param announce - Called once with the first request, to say what happens now.
 */
export function listenForStop(announce: () => void): Interrupt {
	const controller = new AbortController();
	let firstAt = 0;
	const request = (): void => {
		if (!controller.signal.aborted) {
			firstAt = performance.now();
			announce();
			controller.abort();
		} else if (performance.now() - firstAt > REPEAT_MS) {
			process.exit(130);
		}
	};
	for (const name of SIGNALS) process.on(name, request);
	const unwatch = watchLauncher(() => {
		if (!controller.signal.aborted) request();
	});
	return {
		signal: controller.signal,
		dispose: () => {
			unwatch();
			for (const name of SIGNALS) process.off(name, request);
		},
	};
}
