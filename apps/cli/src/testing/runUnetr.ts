import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a command ended. */
export interface Outcome {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** A command that is running. */
export interface Running {
	readonly child: ChildProcess;
	readonly outcome: Promise<Outcome>;
}

/** How a command is started. */
export interface StartOptions {
	/** Shell commands to run first in the same shell, for example `ulimit -f 1`. */
	readonly before?: string;
	/** Keeps the shell between the caller and the command, as a package manager does. */
	readonly underShell?: boolean;
	readonly env?: NodeJS.ProcessEnv;
}

const WGSL = new URL('../../../../tooling/wgsl/registerWgsl.ts', import.meta.url).href;
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** The command from source under this very Node. */
const COMMAND = [
	process.execPath,
	'--conditions=unetr-source',
	`--import=${WGSL}`,
	'--disable-warning=ExperimentalWarning',
	MAIN,
];

/** Starts `unetr` from source in a process of its own. */
export function startUnetr(args: readonly string[], options: StartOptions = {}): Running {
	const { before, underShell = false, env = {} } = options;
	const command = [...COMMAND, ...args];
	const line = `${before === undefined ? '' : `${before}; `}${underShell ? '' : 'exec '}"$@"${underShell ? '; exit $?' : ''}`;
	const child = spawn('/bin/sh', ['-c', line, 'sh', ...command], {
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let [stdout, stderr] = ['', ''];
	child.stdout!.on('data', (chunk) => {
		stdout += chunk;
	});
	child.stderr!.on('data', (chunk) => {
		stderr += chunk;
	});
	const outcome = new Promise<Outcome>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code) => resolve({ code, stdout, stderr }));
	});
	return { child, outcome };
}

/** Runs `unetr` to its end. */
export function runUnetr(args: readonly string[], options?: StartOptions): Promise<Outcome> {
	return startUnetr(args, options).outcome;
}
