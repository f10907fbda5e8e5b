import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedPackages, workspaceRoot } from './workspace.ts';

describe('README.md', () => {
	const readme = readFileSync(join(workspaceRoot, 'README.md'), 'utf8');

	it.each(publishedPackages(workspaceRoot).map((one) => [one.manifest.name, one.path]))(
		'has a row for %s',
		(name, path) => {
			expect(readme).toContain(`| [\`${name}\`](${path}) |`);
		},
	);
});
