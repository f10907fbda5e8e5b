import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { GpuResult } from './gpuTable.ts';

const script = fileURLToPath(new URL('gpuPeer.ts', import.meta.url));

/** Runs our kernels and tfjs' own on the GPU that Dawn finds, one after the other. */
export async function runGpuPeers(): Promise<GpuResult[]> {
	const results: GpuResult[] = [];
	for (const peer of ['ours', 'tfjs']) {
		const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, script, peer]);
		const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
		results.push(...lines.map((line) => JSON.parse(line) as GpuResult));
	}
	return results;
}
