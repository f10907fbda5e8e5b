import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../tooling/fuzzDicom.ts', import.meta.url));
const growthScript = fileURLToPath(new URL('./growOnMutants.ts', import.meta.url));

/** Reads mutants in a process of its own: one that hangs is ended, and the tools of the test do not slow it down. */
export function runFuzz(reader: 'image' | 'segmentation', count: number): { read: number; refused: number } {
	const args = [
		'--max-old-space-size=256',
		'--conditions=unetr-source',
		script,
		String(count),
		'--reader',
		reader,
	];
	return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 500_000 }));
}

/** By how many kB a process grows on so many mutants. */
export function growthOnMutants(reader: 'image' | 'segmentation', count: number): number {
	const args = ['--expose-gc', '--conditions=unetr-source', growthScript, reader, String(count)];
	return Number(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 200_000 }));
}
