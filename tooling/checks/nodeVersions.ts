import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** A Node program on this machine. */
export interface NodeProgram {
	readonly path: string;
	/** As in `v24.1.0`. */
	readonly version: string;
}

/** PATH without what a package manager put in front of it: the folders `node_modules/.bin`. */
function pathOutsideWorkspace(): string {
	const folders = (process.env.PATH ?? '').split(delimiter);
	return folders.filter((folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder)).join(delimiter);
}

/** The Node that runs this script, and the machine's own where that is another version. */
export function nodesToTry(): NodeProgram[] {
	const running = { path: process.execPath, version: process.version };
	const name = process.platform === 'win32' ? 'node.exe' : 'node';
	const own = pathOutsideWorkspace()
		.split(delimiter)
		.map((folder) => join(folder, name))
		.find((file) => existsSync(file));
	if (own === undefined) return [running];
	const version = execFileSync(own, ['--version'], { encoding: 'utf8' }).trim();
	return version === running.version ? [running] : [running, { path: own, version }];
}

/** The environment of a user's shell in which `node` is the given program. */
export function userEnvironment(node: NodeProgram): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(
		([key]) => !/^(npm_|pnpm_|NODE_|VITEST|INIT_CWD)/i.test(key),
	);
	return { ...Object.fromEntries(kept), PATH: dirname(node.path) + delimiter + pathOutsideWorkspace() };
}
