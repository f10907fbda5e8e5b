import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledPage, bundlePage } from './bundlePage.ts';
import { inChromium } from './chromium.ts';
import { chromiumPath } from './chromiumPath.ts';
import { serveFolder } from './serveFolder.ts';

const entry = fileURLToPath(new URL('./testing/chromiumPage.ts', import.meta.url));

describe('serveFolder', () => {
	it('serves the files of its folder and nothing else', async () => {
		const server = await serveFolder(fileURLToPath(new URL('.', import.meta.url)), { isolated: false });
		const ask = async (path: string) => {
			const response = await fetch(new URL(path, server.url));
			return [response.status, response.headers.get('Content-Type')];
		};
		expect(await ask('package.json')).toEqual([200, 'application/json']);
		expect(await ask('..%2f..%2fbiome.json')).toEqual([404, null]);
		expect(await ask('absent.js')).toEqual([404, null]);
		expect(await ask('')).toEqual([404, null]);
		await server.close();
		await expect(fetch(server.url)).rejects.toThrow();
	});
});

describe('chromiumPath', () => {
	it('names a CHROMIUM_PATH that is no program', () => {
		const named = process.env.CHROMIUM_PATH;
		process.env.CHROMIUM_PATH = '/nowhere/chromium';
		try {
			expect(chromiumPath).toThrow("names '/nowhere/chromium'");
		} finally {
			if (named === undefined) delete process.env.CHROMIUM_PATH;
			else process.env.CHROMIUM_PATH = named;
		}
	});
});

describe.skipIf(!chromiumPath())('inChromium (needs chromium)', () => {
	let page: BundledPage;
	beforeAll(async () => {
		page = await bundlePage(entry);
	}, 120_000);
	afterAll(() => page.close());

	it.each([true, false])('isolates a page if asked: %s', async (isolated) => {
		const found = await inChromium(page.folder, { isolated }, (opened) => opened.evaluate('inWorker()'));
		expect(found).toEqual({ crossOriginIsolated: isolated, sharedMemory: isolated });
	});

	it('has a WebGPU adapter', async () => {
		const found = await inChromium(page.folder, { isolated: false }, (opened) =>
			opened.evaluate('adapterOf()'),
		);
		expect(found).toContain('swiftshader');
	});

	it('reaches no other host, and hands an uncaught error on', async () => {
		const options = { isolated: false };
		const away = inChromium(page.folder, options, (opened) =>
			opened.evaluate("fetch('https://example.org/').then(() => 'reached', () => 'not reached')"),
		);
		expect(await away).toBe('not reached');
		const failing = inChromium(page.folder, options, (opened) =>
			opened.evaluate("new Promise(() => setTimeout(() => { throw new Error('on purpose'); }))"),
		);
		await expect(failing).rejects.toThrow('on purpose');
	});
});
