import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { readWorkspace, rootManifest, type WorkspacePackage } from './workspace.ts';

interface Context {
	readonly root: string;
	readonly floors: Readonly<Record<string, number>>;
	/** Packages that ship: everything the floors are about. */
	readonly members: ReadonlyMap<string, WorkspacePackage>;
	/** Names of the packages under `tooling/`, which only tests and benchmarks may use. */
	readonly tooling: ReadonlySet<string>;
	/** What the root of the workspace installs for everybody's tests, such as vitest. */
	readonly shared: ReadonlySet<string>;
}

/**
 * Checks that packages import only downwards, in their `package.json` and in their sources.
 *
 * @param root folder that holds `packages/`, `apps/` and `tooling/`
 * @param floors floor of each package by name
 * @returns one sentence for each breach; empty when the house stands
 */
export function checkLayers(root: string, floors: Readonly<Record<string, number>>): string[] {
	const members = readWorkspace(root, ['packages', 'apps']);
	const context: Context = {
		root,
		floors,
		members: new Map(members.map((one) => [one.manifest.name, one])),
		tooling: new Set(readWorkspace(root, ['tooling']).map((one) => one.manifest.name)),
		shared: new Set(Object.keys(rootManifest(root).devDependencies ?? {})),
	};
	const placed = members.filter((one) => one.manifest.name in floors);
	const unplaced = members
		.filter((one) => !(one.manifest.name in floors))
		.map((one) => `${one.path}: ${one.manifest.name} has no floor; give it one in tooling/checks/floors.ts`);
	return [
		...unplaced,
		...placed.flatMap((one) => checkManifest(one, context)),
		...placed.flatMap((one) => checkSources(one, context)),
	];
}

function checkManifest(one: WorkspacePackage, context: Context): string[] {
	const file = `${one.path}/package.json`;
	const { dependencies, peerDependencies, optionalDependencies, devDependencies } = one.manifest;
	const shipped = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
	const all = [...new Set([...shipped, ...Object.keys(devDependencies ?? {})])];
	return [
		...all.flatMap((name) => checkFloor(file, one, name, context)),
		...shipped
			.filter((name) => context.tooling.has(name))
			.map((name) => `${file}: ${name} is tooling; it belongs in devDependencies`),
	];
}

function checkFloor(where: string, one: WorkspacePackage, name: string, context: Context): string[] {
	if (!context.members.has(name) || name === one.manifest.name) return [];
	const own = context.floors[one.manifest.name]!;
	const other = context.floors[name];
	if (other !== undefined && other < own) return [];
	return [
		`${where}: ${one.manifest.name} (floor ${own}) may not import ${name} (floor ${other ?? 'unknown'}); ` +
			'imports go to lower floors only',
	];
}

function checkSources(one: WorkspacePackage, context: Context): string[] {
	return globSync('{src,bench,tooling}/**/*.{ts,mts,tsx,js,mjs}', { cwd: one.folder })
		.map((file) => join(one.folder, file))
		.sort()
		.flatMap((file) => importsOf(file).flatMap((specifier) => checkImport(file, specifier, one, context)));
}

/** Every module that a source file names in an import, an export … from, or a dynamic import. */
function importsOf(file: string): string[] {
	const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
	return [...new Set(importedFiles.map((one) => one.fileName))];
}

function checkImport(file: string, specifier: string, one: WorkspacePackage, context: Context): string[] {
	const where = relative(context.root, file).replaceAll(sep, '/');
	if (specifier.startsWith('.') || specifier.startsWith('/'))
		return checkRelative(
			where,
			resolve(file, '..', specifier),
			specifier,
			isForTests(file, one),
			one,
			context,
		);
	// What starts with # is one of the package's own files, chosen by its "imports".
	if (isBuiltin(specifier) || specifier.startsWith('#')) return [];
	const name = packageName(specifier);
	if (context.tooling.has(name) && !isForTests(file, one))
		return [`${where}: imports ${name}, which is tooling; only tests and benchmarks may`];
	return [
		...checkFloor(where, one, name, context),
		...checkDeclared(where, name, isForTests(file, one), one, context),
		...checkDepth(where, specifier, name, context),
	];
}

function checkRelative(
	where: string,
	target: string,
	specifier: string,
	forTests: boolean,
	one: WorkspacePackage,
	context: Context,
): string[] {
	if (target.startsWith(one.folder + sep)) {
		if (forTests || !isForTests(target, one)) return [];
		return [`${where}: '${specifier}' is for tests only`];
	}
	if (forTests && target.startsWith(join(context.root, 'tooling') + sep)) return [];
	return [`${where}: '${specifier}' leaves the package; import other packages by name`];
}

function checkDeclared(
	where: string,
	name: string,
	forTests: boolean,
	one: WorkspacePackage,
	context: Context,
): string[] {
	const { dependencies, peerDependencies, optionalDependencies, devDependencies } = one.manifest;
	const shipped = { ...dependencies, ...peerDependencies, ...optionalDependencies };
	const forAll = name === one.manifest.name || name in (devDependencies ?? {}) || context.shared.has(name);
	if (name in shipped || (forTests && forAll)) return [];
	const field = forTests ? 'devDependencies' : 'dependencies';
	return [`${where}: imports ${name}, which ${one.path}/package.json does not declare in ${field}`];
}

function checkDepth(where: string, specifier: string, name: string, context: Context): string[] {
	const target = context.members.get(name);
	const entry = specifier === name ? '.' : `.${specifier.slice(name.length)}`;
	if (target === undefined || entry in (target.manifest.exports ?? {})) return [];
	return [`${where}: '${specifier}' reaches into ${name}; import what its exports name`];
}

/** `a` of `a/b`, `@a/b` of `@a/b/c`. */
function packageName(specifier: string): string {
	return specifier
		.split('/')
		.slice(0, specifier.startsWith('@') ? 2 : 1)
		.join('/');
}

/** Whether a file never ships: a test, what a folder `testing/` holds for tests, or anything outside `src/`. */
function isForTests(file: string, one: WorkspacePackage): boolean {
	return /\.test\.\w+$|[\\/]testing[\\/]/.test(file) || !file.startsWith(join(one.folder, 'src') + sep);
}
