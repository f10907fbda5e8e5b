import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The page as it is served, in a folder of its own. */
export interface BuiltViewer {
	readonly folder: string;
	/** A copy whose worker first runs some code, so that a browser can be played that lacks something. */
	withWorkerCode(code: string): Promise<string>;
	/** Removes all folders. */
	close(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the page with its own settings. */
export async function buildViewer(): Promise<BuiltViewer> {
	const parent = await mkdtemp(join(tmpdir(), 'unetr-viewer-'));
	const folder = join(parent, 'page');
	await build({ root, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
	let copies = 0;
	return {
		folder,
		async withWorkerCode(code) {
			const copy = join(parent, `copy-${copies++}`);
			await cp(folder, copy, { recursive: true });
			const names = await readdir(join(copy, 'assets'));
			const worker = join(copy, 'assets', names.find((name) => name.startsWith('segmentationWorker'))!);
			await writeFile(worker, `${code};\n${await readFile(worker, 'utf8')}`);
			return copy;
		},
		close: () => rm(parent, { recursive: true, force: true }),
	};
}
