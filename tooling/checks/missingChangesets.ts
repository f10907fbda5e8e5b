import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePackage } from './workspace.ts';

/**
 * The packages that changed since their version was last set, and that no pending changeset names.
 *
 * A release removes the changesets and sets the version in one commit, so that commit is where "since the last
 * release" begins; in a package that was never released it is the commit that added the package.
 */
export function missingChangesets(root: string, packages: readonly WorkspacePackage[]): WorkspacePackage[] {
	const named = pendingChangesets(root);
	return packages.filter((one) => !named.has(one.manifest.name) && changedSinceRelease(root, one));
}

/** Names of the packages in the front matter of `.changeset/*.md`. */
function pendingChangesets(root: string): Set<string> {
	const texts = globSync('.changeset/*.md', { cwd: root }).map((file) =>
		readFileSync(join(root, file), 'utf8'),
	);
	const fronts = texts.map((text) => /^---\r?\n(.*?)\r?\n---/s.exec(text)?.[1] ?? '');
	const lines = fronts.flatMap((front) => front.split('\n'));
	return new Set(
		lines.map((line) => /^['"]?([^'"]+)['"]?:\s*(major|minor|patch)\s*$/.exec(line.trim())?.[1] ?? ''),
	);
}

function changedSinceRelease(root: string, one: WorkspacePackage): boolean {
	const release = git(root, ['log', '-1', '--format=%H', '-G"version":', '--', `${one.path}/package.json`]);
	if (release === '') return true;
	const shipped = [`${one.path}/src`, `${one.path}/kernels`, `${one.path}/package.json`];
	const tests = ':(exclude,glob)**/*.test.ts';
	return git(root, ['diff', '--name-only', release, '--', ...shipped, tests]) !== '';
}

function git(root: string, args: readonly string[]): string {
	return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}
