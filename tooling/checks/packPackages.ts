import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages, type WorkspacePackage } from './workspace.ts';

/** A published package and the tarball that would go to the registry. */
export interface PackedPackage extends WorkspacePackage {
	/** Absolute path of the `.tgz`. */
	readonly tarball: string;
}

/**
 * Packs every published package as `pnpm publish` would, with its `publishConfig` applied and
 * `workspace:` and `catalog:` ranges resolved. Needs built packages.
 *
 * @param root root of the workspace
 * @param folder where the tarballs go
 */
export function packPackages(root: string, folder: string): PackedPackage[] {
	const packages = publishedPackages(root);
	const missing = packages.filter((one) => globSync('dist/*.js', { cwd: one.folder }).length === 0);
	if (missing.length > 0)
		throw new Error(`not built: ${missing.map((one) => one.path).join(', ')}; run \`pnpm build\` first`);
	mkdirSync(folder, { recursive: true });
	const filters = packages.flatMap((one) => ['--filter', `./${one.path}`]);
	runPnpm(['--recursive', ...filters, 'pack', '--pack-destination', folder], root);
	return packages.map((one) => ({ ...one, tarball: join(folder, tarballName(one)) }));
}

function tarballName({ manifest }: WorkspacePackage): string {
	return `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
}

/** Runs the pnpm that runs this script, or fetches the one the project uses. */
function runPnpm(args: readonly string[], cwd: string): void {
	const inPnpm = process.env.npm_config_user_agent?.startsWith('pnpm/') === true;
	const command = inPnpm ? ['pnpm', ...args] : ['npx', '-y', 'pnpm@10', ...args];
	execFileSync(command[0]!, command.slice(1), {
		cwd,
		stdio: ['ignore', 'ignore', 'inherit'],
		shell: process.platform === 'win32',
	});
}
