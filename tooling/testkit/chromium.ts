import type { Browser, Page } from 'playwright-core';
import { chromiumPath } from './chromiumPath.ts';
import { type ServeOptions, serveFolder } from './serveFolder.ts';

/**
 * WebGPU on the processor (SwiftShader), no sandbox (root in a container has none), no traffic of the browser's own,
 * and no host but this one: a page that asks another for anything fails.
 */
const switches: readonly string[] = [
	'--no-sandbox',
	...['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'],
	...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
	...['--no-first-run', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
];

/**
 * Starts a headless Chromium with WebGPU; the caller closes it.
 *
 * @param more further switches
 * @throws {Error} if there is no Chromium; ask `chromiumPath()` before and skip.
 */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
	const executablePath = chromiumPath();
	if (!executablePath) throw new Error('no chromium on PATH or in CHROMIUM_PATH (apt-get install chromium)');
	const { chromium } = await import('playwright-core'); // here, as most tests need none
	return chromium.launch({ executablePath, headless: true, args: [...switches, ...more] });
}

/**
 * Serves a folder, opens its `index.html` in a headless Chromium, runs `use` on the page and closes everything.
 *
 * @throws {Error} what `use` throws, or the page's first uncaught error.
 */
export async function inChromium<T>(
	folder: string,
	options: ServeOptions,
	use: (page: Page) => Promise<T>,
): Promise<T> {
	const server = await serveFolder(folder, options);
	try {
		const browser = await launchChromium();
		try {
			const page = await browser.newPage();
			const failed = new Promise<never>((_, reject) => {
				page.on('pageerror', reject);
				page.on('crash', () => reject(new Error('the page crashed')));
			});
			const used = page.goto(server.url).then(() => use(page));
			return await Promise.race([used, failed]);
		} finally {
			await browser.close();
		}
	} finally {
		await server.close();
	}
}
