import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The fields of a `package.json` that the checks read. */
export interface Manifest {
	readonly name: string;
	readonly version: string;
	readonly private?: boolean;
	readonly type?: string;
	readonly license?: string;
	readonly description?: string;
	readonly bin?: Readonly<Record<string, string>>;
	readonly files?: readonly string[];
	readonly engines?: Readonly<Record<string, string>>;
	readonly exports?: Readonly<Record<string, unknown>>;
	readonly publishConfig?: { readonly access?: string; readonly exports?: Readonly<Record<string, unknown>> };
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly peerDependencies?: Readonly<Record<string, string>>;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
	readonly devDependencies?: Readonly<Record<string, string>>;
}

/** One package of the workspace and where it lies. */
export interface WorkspacePackage {
	/** Absolute folder. */
	readonly folder: string;
	/** Folder relative to the root of the workspace, with forward slashes. */
	readonly path: string;
	readonly manifest: Manifest;
}

/** The root of this workspace. */
export const workspaceRoot: string = resolve(import.meta.dirname, '../..');

/** Reads every package under the given folders (one level deep), ordered by path. */
export function readWorkspace(root: string, parents: readonly string[]): WorkspacePackage[] {
	return parents
		.flatMap((parent) => globSync(`${parent}/*/package.json`, { cwd: root }))
		.map((file) => {
			const path = dirname(file).replaceAll('\\', '/');
			const manifest = JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest;
			return { folder: join(root, path), path, manifest };
		})
		.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The manifest of the workspace itself. */
export function rootManifest(root: string): Partial<Manifest> {
	return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Partial<Manifest>;
}

/** The packages that are published: everything under `packages/` and the command line. */
export function publishedPackages(root: string): WorkspacePackage[] {
	return readWorkspace(root, ['packages', 'apps']).filter((one) => one.manifest.private !== true);
}

/** The text of a file, or undefined where it does not exist. */
export function readIfPresent(file: string): string | undefined {
	return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
