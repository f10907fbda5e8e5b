import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a C++ program of this folder prints as JSON for a number of threads; undefined where there is no compiler. */
export function runNative(source: string, threads: number): unknown {
	const folder = mkdtempSync(join(tmpdir(), 'unetr-native-'));
	const program = join(folder, 'program');
	const compiler = process.env.CXX ?? 'c++';
	try {
		const flags = ['-std=c++20', '-O3', '-march=native', '-pthread'];
		const path = join(import.meta.dirname, source);
		if (spawnSync(compiler, [...flags, path, '-o', program], { stdio: 'ignore' }).status !== 0)
			return undefined;
		return JSON.parse(spawnSync(program, [String(threads)], { encoding: 'utf8' }).stdout);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
