import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundlePage, chromiumPath, inChromium } from 'unetr-testkit';
import { expect, it, onTestFinished } from 'vitest';
import type { Overlapping } from '../testing/segmenterPage.ts';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

it.skipIf(!chromiumPath())(
	'leaves the caller its arrays, lets runs wait for each other, and ends a cancelled one and its worker (BW-06, needs chromium)',
	async () => {
		const { folder, close } = await bundlePage(fromHere('../testing/segmenterPage.ts'));
		onTestFinished(close);
		await cp(fromHere('../../public'), folder, { recursive: true });
		await inChromium(folder, { isolated: true }, async (page) => {
			const found = (await page.evaluate('overlap()')) as Overlapping;
			expect(new Set(found.scans).size).toBe(1);
			expect(new Set(found.weights).size).toBe(1);
			expect(new Set(found.labels).size).toBe(1);
			expect([found.cancelled, found.cancelledWaiting]).toEqual(['AbortError', 'AbortError']);
			expect(found.ended).toEqual(['waiting', 'cancelled', 'second']);
			// A browser gives a worker that computes two seconds before it ends it by force.
			await expect.poll(() => page.workers(), { timeout: 30_000 }).toEqual([]);
		});
	},
);
