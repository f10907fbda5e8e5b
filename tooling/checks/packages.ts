import { execFile, execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { manifestProblems } from './manifestProblems.ts';
import { missingChangesets } from './missingChangesets.ts';
import { type PackedPackage, packPackages } from './packPackages.ts';
import { distSizeKb, sizeLimitsKb } from './sizeLimits.ts';
import { type Manifest, readIfPresent, workspaceRoot } from './workspace.ts';

interface Verdict {
	readonly sizeKb: number;
	readonly problems: readonly string[];
}

/** Checks what would be published: each tarball, unpacked in a folder of its own. */
async function checkPackage(one: PackedPackage, temporary: string): Promise<Verdict> {
	const folder = unpack(one, temporary);
	const packed = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
	const sizeKb = distSizeKb(folder);
	const problems = [
		...manifestProblems(one.manifest, packed),
		...fileProblems(folder, one.manifest),
		...sizeProblems(one.manifest.name, sizeKb),
		...(await publintProblems(folder)),
		...(await typeProblems(one)),
	];
	return { sizeKb, problems };
}

function unpack(one: PackedPackage, temporary: string): string {
	const folder = join(temporary, one.path);
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', one.tarball, '-C', folder, '--strip-components=1']);
	return folder;
}

function fileProblems(folder: string, manifest: Manifest): string[] {
	const readme = readIfPresent(join(folder, 'README.md'));
	const stray = globSync(['src', 'dist/**/*.test.*'], { cwd: folder });
	return [
		...(readme === undefined ? ['README.md is missing'] : []),
		...(readme?.startsWith(`# ${manifest.name}\n`) === false
			? [`README.md must begin "# ${manifest.name}"`]
			: []),
		...(readIfPresent(join(folder, 'LICENSE')) === undefined ? ['LICENSE is missing'] : []),
		...stray.map((file) => `${file} must not be published`),
	];
}

function sizeProblems(name: string, sizeKb: number): string[] {
	const limit = sizeLimitsKb[name];
	if (limit === undefined) return ['has no size limit; give it one in tooling/checks/sizeLimits.ts'];
	return sizeKb <= limit ? [] : [`weighs ${sizeKb.toFixed(1)} kB gzipped, the limit is ${limit} kB`];
}

async function publintProblems(folder: string): Promise<string[]> {
	const { messages, pkg } = await publint({ pkgDir: folder, pack: false, strict: true, level: 'warning' });
	return messages.map((one) => `publint: ${formatMessage(one, pkg, { color: false }) ?? one.code}`);
}

/** Whether TypeScript finds the types of every entry under Node's and a bundler's ES module resolution. */
async function typeProblems(one: PackedPackage): Promise<string[]> {
	if (one.manifest.exports?.['.'] === undefined) return [];
	const attw = fileURLToPath(
		new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json')),
	);
	// WebAssembly has no types: who imports it gets its URL.
	const untyped = Object.keys(one.manifest.exports).filter((entry) => entry.endsWith('.wasm'));
	const args = [attw, one.tarball, '--profile', 'esm-only', '--no-emoji', '--no-color', '--format', 'ascii'];
	if (untyped.length > 0) args.push('--exclude-entrypoints', ...untyped);
	try {
		await promisify(execFile)(process.execPath, args);
		return [];
	} catch (error) {
		const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
		return [`attw: ${(stdout + stderr).trim()}`];
	}
}

async function main(): Promise<void> {
	const temporary = mkdtempSync(join(tmpdir(), 'unetr-packages-'));
	try {
		const packages = packPackages(workspaceRoot, join(temporary, 'tarballs'));
		const silent = new Set(missingChangesets(workspaceRoot, packages).map((one) => one.manifest.name));
		for (const one of packages) {
			const { sizeKb, problems } = await checkPackage(one, temporary);
			const { name } = one.manifest;
			const all = silent.has(name)
				? [...problems, 'changed without a changeset; run `pnpm changeset`']
				: problems;
			for (const problem of all) console.error(`${one.path}: ${problem}`);
			if (all.length > 0) process.exitCode = 1;
			else console.log(`${name}: ok, ${sizeKb.toFixed(1)} of ${sizeLimitsKb[name]} kB`);
		}
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

await main();
