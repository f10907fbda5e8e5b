import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Most GFLOP/s of multiply-adds in f32 that this machine does, by the width of the vectors in bits. */
export interface Peak {
	readonly byBits: Readonly<Record<number, number>>;
	readonly widest: number;
}

/** Measures the peak with a small program; undefined where there is no C++ compiler. */
export function measurePeak(threads: number): Peak | undefined {
	const folder = mkdtempSync(join(tmpdir(), 'unetr-peak-'));
	const program = join(folder, 'peakFma');
	const compiler = process.env.CXX ?? 'c++';
	try {
		const flags = ['-std=c++20', '-O3', '-march=native', '-pthread'];
		const source = join(import.meta.dirname, 'peakFma.cpp');
		if (spawnSync(compiler, [...flags, source, '-o', program], { stdio: 'ignore' }).status !== 0)
			return undefined;
		const { stdout } = spawnSync(program, [String(threads)], { encoding: 'utf8' });
		const byBits = JSON.parse(stdout) as Record<number, number>;
		return { byBits, widest: Math.max(...Object.values(byBits)) };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
