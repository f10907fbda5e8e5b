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

/** What a listener works with; the process's own clock and end when left out. */
export interface StopOptions {
	/** Milliseconds. */
	readonly now?: () => number;
	readonly quit?: (code: number) => void;
}

/**
 * Listens for Ctrl-C and for the end of the package manager that started this process.
 *
 * The first signal aborts, a second one quits at once with exit code 130.
 *
 * @param announce - Called once with the first request, to say what happens now.
 */
export function listenForStop(announce: () => void, options: StopOptions = {}): Interrupt {
	const { now = () => performance.now(), quit = (code) => process.exit(code) } = options;
	const controller = new AbortController();
	let firstAt = 0;
	const request = (): void => {
		if (!controller.signal.aborted) {
			firstAt = now();
			announce();
			controller.abort();
		} else if (now() - firstAt > REPEAT_MS) {
			quit(130);
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
