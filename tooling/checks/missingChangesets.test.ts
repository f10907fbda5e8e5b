import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingChangesets } from './missingChangesets.ts';
import { publishedPackages } from './workspace.ts';

let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'changesets-'));
	git('init', '--quiet');
	setVersion('0.0.0');
	write('packages/a/src/index.ts', 'export {};\n');
	commit();
});

afterEach(() => rmSync(root, { recursive: true }));

function git(...args: string[]): void {
	const identity = [
		'-c',
		'user.name=test',
		'-c',
		'user.email=test@example.org',
		'-c',
		'commit.gpgsign=false',
	];
	execFileSync('git', [...identity, ...args], { cwd: root });
}

function write(path: string, text: string): void {
	mkdirSync(dirname(join(root, path)), { recursive: true });
	writeFileSync(join(root, path), text);
}

function setVersion(version: string): void {
	write('packages/a/package.json', JSON.stringify({ name: 'a', version }, null, '\t'));
}

function commit(): void {
	git('add', '.');
	git('commit', '--quiet', '--message', 'change');
}

function missing(): string[] {
	return missingChangesets(root, publishedPackages(root)).map((one) => one.manifest.name);
}

describe('missingChangesets', () => {
	it('asks for nothing where nothing changed since the version was set', () => {
		expect(missing()).toEqual([]);
	});

	it('asks for a changeset once a source changed, committed or not, until one names the package', () => {
		write('packages/a/src/index.ts', 'export const a = 1;\n');
		expect(missing()).toEqual(['a']);
		commit();
		expect(missing()).toEqual(['a']);
		write('.changeset/other.md', "---\n'b': minor\n---\n\na: minor\n");
		expect(missing()).toEqual(['a']);
		write('.changeset/a.md', "---\n'a': minor\n---\n\nGains a.\n");
		expect(missing()).toEqual([]);
	});

	it('starts anew after a release', () => {
		write('packages/a/src/index.ts', 'export const a = 1;\n');
		commit();
		setVersion('0.1.0');
		commit();
		expect(missing()).toEqual([]);
	});

	it('asks for nothing where only tests changed', () => {
		write('packages/a/src/a.test.ts', 'export {};\n');
		commit();
		expect(missing()).toEqual([]);
	});
});
