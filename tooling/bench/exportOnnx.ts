import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkCase } from './cases.ts';

let folder: string | undefined;

/** Writes a network of PyTorch as ONNX, once for all peers of a run; without PyTorch nothing is written. */
export function exportOnnx(one: NetworkCase): string {
	if (folder === undefined) {
		const made = mkdtempSync(join(tmpdir(), 'unetr-bench-'));
		process.on('exit', () => rmSync(made, { recursive: true, force: true }));
		folder = made;
	}
	const file = join(folder, `${one.name.replaceAll(' ', '-')}.onnx`);
	if (!existsSync(file)) {
		const script = join(import.meta.dirname, 'export_onnx.py');
		spawnSync('/usr/bin/python3', [script, JSON.stringify(one), file], { stdio: 'ignore' });
	}
	return file;
}
