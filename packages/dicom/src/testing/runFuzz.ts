import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../tooling/fuzzDicom.ts', import.meta.url));

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
