import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLayers } from './checkLayers.ts';
import type { Manifest } from './workspace.ts';

const floors = { ground: 0, cellar: 0, first: 1, roof: 2 };
let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'layers-'));
	write('package.json', JSON.stringify({ devDependencies: { runner: '^1.0.0' } }));
	addPackage('packages/ground', { name: 'ground' });
	addPackage('packages/cellar', { name: 'cellar' });
	addPackage('packages/first', {
		name: 'first',
		dependencies: { ground: 'workspace:^', outside: '^1.0.0' },
		devDependencies: { kit: 'workspace:^', checker: '^1.0.0' },
	});
	addPackage('tooling/kit', { name: 'kit', private: true });
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
}

function addPackage(path: string, manifest: Partial<Manifest> & { name: string }): void {
	write(
		`${path}/package.json`,
		JSON.stringify({ version: '0.0.0', exports: { '.': './src/index.ts' }, ...manifest }),
	);
	write(`${path}/src/index.ts`, 'export {};\n');
}

describe('checkLayers', () => {
	it('accepts imports of lower floors, of declared packages, of Node and of own files', () => {
		write(
			'packages/first/src/index.ts',
			[
				"import { readFileSync } from 'node:fs';",
				"import { a } from 'ground';",
				"export { b } from 'outside/part';",
				"export { c } from './c.ts';",
				"export { e } from '#e';",
				"// import { d } from 'roof';",
			].join('\n'),
		);
		write(
			'packages/first/src/index.test.ts',
			"import 'kit';\nimport 'checker';\nimport 'runner';\nimport './testing/made.ts';\nimport '../../../tooling/kit/x.ts';",
		);
		expect(checkLayers(root, floors)).toEqual([]);
	});

	it('lets folders called testing use what tests use, and keeps them out of what ships', () => {
		write('packages/first/src/testing/made.ts', "import 'kit';\nimport 'runner';");
		write('packages/first/src/a.ts', "import './testing/made.ts';\nimport 'runner';");
		expect(checkLayers(root, floors)).toEqual([
			"packages/first/src/a.ts: './testing/made.ts' is for tests only",
			'packages/first/src/a.ts: imports runner, which packages/first/package.json does not declare in dependencies',
		]);
	});

	it('refuses a package without a floor', () => {
		addPackage('apps/stray', { name: 'stray' });
		expect(checkLayers(root, floors)).toEqual([
			'apps/stray: stray has no floor; give it one in tooling/checks/floors.ts',
		]);
	});

	it.each([
		['upwards', 'roof', 2],
		['sideways', 'cellar', 0],
	])('refuses a dependency %s, of every kind', (_, name, floor) => {
		addPackage('packages/roof', { name: 'roof' });
		for (const field of ['dependencies', 'peerDependencies', 'devDependencies']) {
			addPackage('packages/ground', { name: 'ground', [field]: { [name]: 'workspace:^' } });
			expect(checkLayers(root, floors)).toEqual([
				`packages/ground/package.json: ground (floor 0) may not import ${name} (floor ${floor}); ` +
					'imports go to lower floors only',
			]);
		}
	});

	it.each([
		["import { a } from 'roof';"],
		["import type { A } from 'roof';"],
		["export * from 'roof';"],
		["const a = await import('roof');"],
	])('refuses an upward import in a source file: %s', (line) => {
		addPackage('packages/roof', { name: 'roof' });
		write('packages/first/src/a.ts', line);
		expect(checkLayers(root, floors)).toEqual([
			'packages/first/src/a.ts: first (floor 1) may not import roof (floor 2); imports go to lower floors only',
			'packages/first/src/a.ts: imports roof, which packages/first/package.json does not declare in dependencies',
		]);
	});

	it('refuses an import that is not declared, or declared for development only', () => {
		write('packages/first/src/a.ts', "import 'checker';\nimport 'forgotten';");
		expect(checkLayers(root, floors)).toEqual([
			'packages/first/src/a.ts: imports checker, which packages/first/package.json does not declare in dependencies',
			'packages/first/src/a.ts: imports forgotten, which packages/first/package.json does not declare in dependencies',
		]);
	});

	it('refuses to reach into another package, by name or by path', () => {
		write('packages/first/src/a.ts', "import 'ground/src/b.ts';\nimport '../../ground/src/b.ts';");
		expect(checkLayers(root, floors)).toEqual([
			"packages/first/src/a.ts: 'ground/src/b.ts' reaches into ground; import what its exports name",
			"packages/first/src/a.ts: '../../ground/src/b.ts' leaves the package; import other packages by name",
		]);
	});

	it('refuses tooling in what ships', () => {
		addPackage('packages/cellar', { name: 'cellar', dependencies: { kit: 'workspace:^' } });
		write('packages/first/src/a.ts', "import 'kit';\nimport '../../../tooling/kit/x.ts';");
		expect(checkLayers(root, floors)).toEqual([
			'packages/cellar/package.json: kit is tooling; it belongs in devDependencies',
			'packages/first/src/a.ts: imports kit, which is tooling; only tests and benchmarks may',
			"packages/first/src/a.ts: '../../../tooling/kit/x.ts' leaves the package; import other packages by name",
		]);
	});
});
