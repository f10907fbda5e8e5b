/** Seconds over repeated runs. */
export interface Timing {
	readonly best: number;
	readonly median: number;
	/** Number of runs that were counted. */
	readonly n: number;
}

/** How long and how often a function is run. */
export interface MeasureOptions {
	readonly budgetSeconds?: number;
	readonly maxRuns?: number;
	readonly minRuns?: number;
	/**
	 * Whether a first run of more than half of the budget is the result: for peers that take so long that their
	 * warm-up does not show.
	 */
	readonly acceptFirst?: boolean;
}

/**
 * Times a function: two runs to warm up, then as many as fit the budget.
 *
 * @param run the work; it must be over when the promise resolves
 */
export async function measure(
	run: () => Promise<void>,
	{ budgetSeconds = 6, maxRuns = 15, minRuns = 3, acceptFirst = false }: MeasureOptions = {},
): Promise<Timing> {
	const first = await secondsOf(run);
	if (acceptFirst && first > budgetSeconds / 2) return { best: first, median: first, n: 1 };
	await run();
	const seconds: number[] = [];
	const end = performance.now() + budgetSeconds * 1000;
	while (seconds.length < minRuns || (seconds.length < maxRuns && performance.now() < end)) {
		seconds.push(await secondsOf(run));
	}
	return { best: Math.min(...seconds), median: median(seconds), n: seconds.length };
}

async function secondsOf(run: () => Promise<void>): Promise<number> {
	const start = performance.now();
	await run();
	return (performance.now() - start) / 1000;
}

/** Middle value; of two middle values their mean. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
