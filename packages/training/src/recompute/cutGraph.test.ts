import { describe, expect, it } from 'vitest';
import { cutGraph, type MadeValues } from './cutGraph.ts';

/** A chain of blocks: wide values inside each, narrow ones between them. */
const chain = (blocks: number): MadeValues[] =>
	Array.from({ length: 4 * blocks }, (_, at) => ({ values: at % 4 === 3 ? 1 : 10, lastUse: at + 1 }));

describe('cuts of a network', () => {
	it('lie where little passes', () => {
		const cuts = cutGraph(chain(8));
		expect(cuts.length).toBeGreaterThan(3);
		expect(cuts[0]).toBe(0);
		expect(cuts.at(-1)).toBe(32);
		for (const cut of cuts) expect(cut % 4).toBe(0);
	});

	it('count what is kept anyway for a later step only once', () => {
		const steps = chain(4);
		// The first step's values are taken by the last step, whatever the cuts are.
		const skipped = [{ values: 10, lastUse: 15 }, ...steps.slice(1)];
		const cuts = cutGraph(skipped);
		expect(cuts.length).toBeGreaterThan(3);
		for (const cut of cuts.filter((at) => at !== 1)) expect(cut % 4).toBe(0);
	});

	it('are none where a part would be as large as the network', () => {
		expect(cutGraph([{ values: 5, lastUse: 1 }])).toEqual([0, 1]);
	});
});
