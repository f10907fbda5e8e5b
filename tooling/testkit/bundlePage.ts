import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with a bundled page. */
export interface BundledPage {
	/** Holds `index.html`, whose only content is the script. */
	readonly folder: string;
	/** Removes the folder. */
	close(): Promise<void>;
}

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>test</title><link rel="icon" href="data:,"></head>
<body><script type="module" src="./page.js"></script></body>
</html>
`;

/**
 * Bundles a module with Vite as an application does, so packages of the workspace come as built (`dist`), and puts a
 * page beside it that runs it.
 *
 * @param entry path of the module
 */
export async function bundlePage(entry: string): Promise<BundledPage> {
	const folder = await mkdtemp(join(tmpdir(), 'unetr-page-'));
	const close = () => rm(folder, { recursive: true, force: true });
	try {
		const { build } = await import('vite'); // here, as most tests need none
		await build({
			root: dirname(entry),
			configFile: false,
			base: './',
			mode: 'production',
			logLevel: 'error',
			build: {
				outDir: folder,
				target: 'es2023',
				rolldownOptions: { input: entry, output: { entryFileNames: 'page.js' } },
			},
			worker: { format: 'es' },
		});
		await writeFile(join(folder, 'index.html'), html);
	} catch (error) {
		await close();
		throw error;
	}
	return { folder, close };
}
