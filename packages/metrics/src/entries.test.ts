import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Every module that an entry imports from this package, with all specifiers that leave it. */
function reach(entry: string): { files: Set<string>; outside: Set<string> } {
	const [files, outside] = [new Set<string>(), new Set<string>()];
	const open = [new URL(entry, import.meta.url)];
	for (const url of open) {
		if (files.has(url.href)) continue;
		files.add(url.href);
		const text = readFileSync(fileURLToPath(url), 'utf8');
		for (const [, typeOnly, specifier] of text.matchAll(
			/^(?:import|export)( type)? [^;]*?from '([^']+)'/gms,
		)) {
			if (specifier.startsWith('.')) open.push(new URL(specifier, url));
			else if (typeOnly === undefined) outside.add(specifier);
		}
	}
	return { files, outside };
}

describe('the entries', () => {
	it('reach no file system from the one that browsers load', () => {
		const { files, outside } = reach('./index.ts');
		expect(files.size).toBeGreaterThan(30);
		expect([...outside]).toEqual(['@unetr/volume']);
		expect([...files].some((file) => file.includes('/evaluate/'))).toBe(false);
		expect([...reach('./node.ts').outside].some((name) => name.startsWith('node:'))).toBe(true);
	});
});
