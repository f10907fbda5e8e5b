import { readFileSync } from 'node:fs';
import { chooseSoftwareGpu } from 'unetr-testkit';
import { expect, it } from 'vitest';
import { blockFigure } from './blockFigure.ts';
import { type BlockMemory, blockOf, measureBlock, scoresBytes } from './blockMemory.ts';
import { startPlain } from './kernels/startPlain.ts';

/** Bytes of each further token between two counts. */
const slope = (from: BlockMemory, to: BlockMemory, of: 'forwardBytes' | 'forwardBackwardBytes') =>
	(to[of] - from[of]) / (to.tokens - from.tokens);

it.skipIf(!chooseSoftwareGpu())(
	'a block of 12 heads takes as much for each further token, up to 4,096, by the backend’s own count',
	async () => {
		const backend = await startPlain();
		const points: BlockMemory[] = [];
		for (const tokens of [1024, 2048, 4096]) points.push(await measureBlock(backend, blockOf(tokens, 96)));
		for (const of of ['forwardBytes', 'forwardBackwardBytes'] as const) {
			const [first, second] = [slope(points[0]!, points[1]!, of), slope(points[1]!, points[2]!, of)];
			expect(second / first).toBeGreaterThan(0.99);
			expect(second / first).toBeLessThan(1.01);
			expect(points[2]![of]).toBeLessThan(scoresBytes(4096, 12) / 8);
		}
	},
);

it('the figure is that of the saved counts', () => {
	const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
	const points = JSON.parse(read('../results/blockMemory.json')) as BlockMemory[];
	expect(points.at(-1)!.tokens).toBe(4096);
	expect(blockFigure(points)).toBe(read('../../../docs/blockMemory.svg'));
});
