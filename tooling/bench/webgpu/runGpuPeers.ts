import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gpuCases } from './gpuCases.ts';
import type { GpuResult } from './gpuTable.ts';

/**
 * Runs our kernels, tfjs's own and ONNX Runtime's on the GPU that Dawn finds, one after the other.
 *
 * @param onMissing told why a peer is not there
 */
export async function runGpuPeers(onMissing: (reason: string) => void): Promise<GpuResult[]> {
	const folder = mkdtempSync(join(tmpdir(), 'unetr-bench-'));
	try {
		const results = [...(await runPeer('gpuPeer.ts', 'ours')), ...(await runPeer('gpuPeer.ts', 'tfjs'))];
		return [...results, ...(await runOnnx(folder, onMissing))];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function runPeer(script: string, argument: string): Promise<GpuResult[]> {
	const path = join(import.meta.dirname, script);
	const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, path, argument]);
	const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
	return lines.map((line) => JSON.parse(line) as GpuResult);
}

async function runOnnx(folder: string, onMissing: (reason: string) => void): Promise<GpuResult[]> {
	try {
		await exportModules(folder);
		return await runPeer('onnxGpuPeer.ts', folder);
	} catch (error) {
		onMissing(lastError((error as { readonly stderr?: string }).stderr ?? String(error)));
		return [];
	}
}

/** Writes the cases that ONNX Runtime can be given as ONNX, with PyTorch. */
async function exportModules(folder: string): Promise<void> {
	const modules = gpuCases.flatMap(({ onnx }) => onnx ?? []);
	const script = join(import.meta.dirname, 'export_onnx_op.py');
	await promisify(execFile)('/usr/bin/python3', [script, JSON.stringify(modules), folder]);
}

const lastError = (text: string): string =>
	text
		.split('\n')
		.filter((line) => line.includes('Error'))
		.at(-1) ?? text.slice(-200);
