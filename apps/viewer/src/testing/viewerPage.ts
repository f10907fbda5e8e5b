import type { Browser, Page } from 'playwright-core';
import { serveFolder } from 'unetr-testkit';

/** A file as a page gets it. */
export interface DroppedFile {
	readonly name: string;
	readonly bytes: Uint8Array;
}

/** How the page is opened. */
export interface ViewOptions {
	/** Whether it is served with the headers of cross-origin isolation; true when left out. */
	readonly isolated?: boolean;
	readonly colorScheme?: 'light' | 'dark';
}

/** The page in a browser, with what it asked for. */
export interface OpenViewer {
	readonly page: Page;
	readonly url: string;
	/** Addresses of everything that the page and its workers asked for. */
	readonly requests: readonly string[];
	/** Errors of the page that nobody caught, and policies that it broke. */
	readonly faults: readonly string[];
	/** Takes the network away: nothing answers any more. */
	stopServer(): Promise<void>;
	close(): Promise<void>;
}

/** Serves the page and opens it. */
export async function openViewer(
	browser: Browser,
	folder: string,
	{ isolated = true, colorScheme = 'light' }: ViewOptions = {},
): Promise<OpenViewer> {
	const server = await serveFolder(folder, { isolated });
	// Small and of one plane, as the view is drawn by the processor.
	const context = await browser.newContext({ colorScheme, viewport: { width: 820, height: 520 } });
	const requests: string[] = [];
	const faults: string[] = [];
	context.on('request', (request) => requests.push(request.url()));
	const page = await context.newPage();
	page.on('pageerror', (error) => faults.push(String(error)));
	page.on('console', (message) => {
		if (message.type() === 'error') faults.push(message.text());
	});
	await page.goto(server.url);
	await page.locator('body[data-ready]').waitFor();
	await page.locator('#network-facts:not(:empty)').waitFor();
	await page.selectOption('#layout', 'axial');
	return {
		page,
		url: server.url,
		requests,
		faults,
		stopServer: () => server.close(),
		async close() {
			await context.close();
			await server.close();
		},
	};
}

/** Drops files on the page. */
export async function dropFiles(page: Page, files: readonly DroppedFile[]): Promise<void> {
	const packed = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
	await page.evaluate((dropped) => {
		const dataTransfer = new DataTransfer();
		for (const { name, base64 } of dropped) {
			const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
			dataTransfer.items.add(new File([bytes], name));
		}
		document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
	}, packed);
}

/** Waits for a text in one of the page's elements. */
export async function textOf(page: Page, id: string, expected: RegExp): Promise<string> {
	const element = page.locator(`#${id}`).filter({ hasText: expected });
	await element.waitFor({ timeout: 250_000 });
	return (await element.textContent()) ?? '';
}
