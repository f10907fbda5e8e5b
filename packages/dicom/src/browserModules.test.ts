import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SPECIFIER = /(?:\bfrom|\bimport\()\s*'([^']+)'/g;

/** The modules behind a file, as a browser gets them: files of this package by path, others by name. */
function modulesOf(entry: URL): Set<string> {
	const seen = new Set<string>();
	for (const open = [entry.href]; open.length > 0; ) {
		const at = open.pop()!;
		if (seen.has(at)) continue;
		seen.add(at);
		if (!at.startsWith('file:')) continue;
		// Types are gone when the code runs.
		const code = readFileSync(fileURLToPath(at), 'utf8').replace(/(?:import|export) type [^;]+;/g, '');
		for (const [, specifier] of code.matchAll(SPECIFIER)) {
			const isFile = specifier!.startsWith('.');
			if (specifier === '#files') open.push(new URL('source/files.browser.ts', entry).href);
			else open.push(isFile ? new URL(specifier!, at).href : specifier!);
		}
	}
	return seen;
}

it('reaches for nothing of Node in a browser', () => {
	const modules = [...modulesOf(new URL('./index.ts', import.meta.url))];
	expect(modules.filter((name) => /^node:|files\.node/.test(name))).toEqual([]);
	expect(modules.filter((name) => !name.startsWith('file:')).sort()).toEqual([
		'@cornerstonejs/codec-charls/decodewasmjs',
		'@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs',
		'@cornerstonejs/codec-openjpeg/decodewasmjs',
		'@unetr/volume',
		'fflate',
		'jpeg-lossless-decoder-js',
	]);
});

it('has in its two kinds of files the same functions', async () => {
	const [browser, node] = await Promise.all([
		import('./source/files.browser.ts'),
		import('./source/files.node.ts'),
	]);
	expect(Object.keys(browser).sort()).toEqual(Object.keys(node).sort());
	expect([browser.isNode(), node.isNode()]).toEqual([false, true]);
	await expect(browser.pathEntries('somewhere')).rejects.toThrow(/only be read in Node/);
	await expect(browser.pathOfUrl(new URL('file:///a'))).rejects.toThrow(/only in Node/);
});
