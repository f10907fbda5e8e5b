import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Name of the worker that keeps the page. */
const WORKER = 'offline.js';

/** Writes the worker that keeps the page for use without a network, with the list of its files and a name for them. */
export const offlineFiles = (): Plugin => ({
	name: 'offline-files',
	apply: 'build',
	writeBundle({ dir }) {
		const files = readdirSync(dir!, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && entry.name !== WORKER)
			.map((entry) => join(entry.parentPath, entry.name))
			.sort();
		const hash = createHash('sha256');
		for (const file of files) hash.update(file.slice(dir!.length)).update(readFileSync(file));
		const names = files.map((file) => `.${file.slice(dir!.length).replaceAll('\\', '/')}`);
		const head = `const version = '${hash.digest('hex').slice(0, 16)}';\nconst files = ${JSON.stringify(['./', ...names])};\n`;
		const source = readFileSync(new URL('offlineWorker.js', import.meta.url), 'utf8');
		writeFileSync(join(dir!, WORKER), head + source);
	},
});
