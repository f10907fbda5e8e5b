import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { HostileCase } from './hostile.ts';

/** What came of a call in a process of its own. */
export interface AloneOutcome {
	/** What it gave: arrays for typed arrays, text for numbers that JSON does not have. */
	// biome-ignore lint/suspicious/noExplicitAny: its form depends on what was called
	readonly value?: any;
	/** What it was refused with. */
	readonly error?: { readonly name: string; readonly message: string };
	/** By how much the process grew at most, in kB. */
	readonly grownKb: number;
	readonly seconds: number;
	/** Whether `Object.prototype` has other keys than before. */
	readonly pollutes: boolean;
}

const script = fileURLToPath(new URL('./callAloneScript.ts', import.meta.url));
/** Most of a short process's time goes into compiling its modules. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL('./node_modules/.cache/compiled', import.meta.url));

/**
 * Calls an async function of a module with a path, in a process of its own whose memory and time are limited.
 * @param limits a case; the process is ended after a minute, which no case allows
 * @throws Error where the process crashes, hangs or ends without an outcome
 */
export async function callAlone(
	module: URL,
	name: string,
	path: string,
	{ maxMemoryMB }: Pick<HostileCase, 'maxMemoryMB'>,
): Promise<AloneOutcome> {
	// What V8 manages is bounded hard; memory of buffers is not, and so is measured.
	const flags = [`--max-old-space-size=${maxMemoryMB}`, '--conditions=unetr-source'];
	const args = [...flags, script, fileURLToPath(module), name, path];
	const { stdout } = await promisify(execFile)(process.execPath, args, {
		env: { ...process.env, NODE_COMPILE_CACHE },
		timeout: 60_000,
		maxBuffer: 1 << 28,
	});
	return JSON.parse(stdout);
}
