import { fileURLToPath } from 'node:url';
import { bundlePage, chromiumPath, inChromium, maxAbsOverMax } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { fitTiny } from './testing/fitTiny.ts';

const entry = fileURLToPath(new URL('./testing/browserPage.ts', import.meta.url));

/* Bundled as an application bundles it, with the built packages that it stands on. */
describe.skipIf(!chromiumPath())('the Trainer in Chromium (needs chromium)', () => {
	it('trains as in Node', async () => {
		const expected = await fitTiny();
		expect(expected[2]!).toBeLessThan(expected[0]!);
		const page = await bundlePage(entry);
		try {
			const found = await inChromium(page.folder, { isolated: false }, (opened) =>
				opened.evaluate<number[]>('fitTiny()'),
			);
			expect(found).toHaveLength(3);
			expect(maxAbsOverMax(found, expected)).toBeLessThan(1e-6);
		} finally {
			await page.close();
		}
	}, 120_000);
});
