import { median } from '../measure.ts';

/** The median of three runs, after one that compiles. */
export async function medianMilliseconds(run: () => Promise<void>): Promise<number> {
	const times: number[] = [];
	for (let attempt = 0; attempt < 4; attempt++) {
		const start = performance.now();
		await run();
		if (attempt > 0) times.push(performance.now() - start);
	}
	return median(times);
}
