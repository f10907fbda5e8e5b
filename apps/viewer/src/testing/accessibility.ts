import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** What axe-core finds wrong with a page. */
interface Violation {
	readonly id: string;
	readonly impact: string;
	readonly nodes: readonly { readonly html: string }[];
}

/** What of the page keeps people who use a keyboard or a screen reader out: axe-core's serious and critical findings. */
export async function barriersOf(page: Page): Promise<string[]> {
	const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
	await page.evaluate(await readFile(axe, 'utf8'));
	const violations = await page.evaluate<readonly Violation[]>(
		"axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
	);
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
