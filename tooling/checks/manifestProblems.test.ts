import { describe, expect, it } from 'vitest';
import { manifestProblems } from './manifestProblems.ts';
import type { Manifest } from './workspace.ts';

const entry = { types: './dist/index.d.ts', default: './dist/index.js' };
const packed: Manifest = {
	name: '@unetr/a',
	version: '1.0.0',
	type: 'module',
	license: 'Apache-2.0',
	description: 'a',
	engines: { node: '>=20' },
	files: ['dist'],
	exports: { '.': entry, './package.json': './package.json' },
	publishConfig: { access: 'public' },
	dependencies: { b: '^1.0.0' },
};
const source: Manifest = {
	...packed,
	exports: { '.': { 'unetr-source': './src/index.ts', ...entry }, './package.json': './package.json' },
	dependencies: { b: 'workspace:^' },
};

describe('manifestProblems', () => {
	it('accepts a package as the house writes it', () => {
		expect(manifestProblems(source, packed)).toEqual([]);
	});

	it.each<[Partial<Manifest>, string]>([
		[{ license: 'MIT' }, '"license"'],
		[{ type: 'commonjs' }, '"type"'],
		[{ engines: { node: '>=22' } }, '"engines.node"'],
		[{ files: ['src'] }, '"files"'],
		[{ publishConfig: {} }, '"publishConfig.access"'],
	])('refuses %o', (change, named) => {
		const problems = manifestProblems({ ...source, ...change }, packed);
		expect(problems).toEqual([expect.stringContaining(named)]);
	});

	it('refuses a tarball that leads to sources, or to a range no registry knows', () => {
		const unpublishable = { ...packed, exports: source.exports, dependencies: source.dependencies };
		expect(manifestProblems(source, unpublishable as Manifest)).toEqual([
			expect.stringContaining('"unetr-source"'),
			expect.stringContaining('"publishConfig.exports"'),
			expect.stringContaining('b "workspace:^"'),
		]);
	});

	it('refuses published exports that differ from those of the workspace', () => {
		const other = { ...packed, exports: { '.': entry } };
		expect(manifestProblems(source, other)).toEqual([expect.stringContaining('"publishConfig.exports"')]);
	});
});
