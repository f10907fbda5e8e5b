import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { sharedData } from 'unetr-testkit';
import type { Result } from '../result.ts';
import { collectResults } from '../runPeer.ts';
import type { LabelCase } from './labelCases.ts';

/** Times label cases with our packages and with scipy, one after the other, each in a process and a thread of its own. */
export async function runLabelPeers(
	cases: readonly LabelCase[],
	onResult: (result: Result) => void,
): Promise<Result[]> {
	if (cases.length === 0) return [];
	const expected = cases.map(({ name }) => ({ name, pass: 'whole' as const }));
	const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
	const script = join(import.meta.dirname, 'labelPeer.ts');
	const ours = spawn(process.execPath, ['--expose-gc', script, ...cases.map(({ name }) => name)], { stdio });
	const results = await collectResults('unetr', ours, expected, onResult);
	const folder = sharedData('panoptica/spine_seg/semantic') ?? '';
	const args = [join(import.meta.dirname, '..', 'scipy_peer.py'), folder, JSON.stringify(cases)];
	const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
	// Debian's own Python, whatever stands first on PATH
	const scipy = spawn('/usr/bin/python3', args, { stdio, env });
	return [...results, ...(await collectResults('scipy', scipy, expected, onResult))];
}
